import { SchematicsException } from '@angular-devkit/schematics';

/**
 * Ends a schematic before anything is written: the tree is committed only when every rule succeeded.
 *
 * @param what - what is wrong, and where
 * @param mend - what to do about it
 * @throws {SchematicsException} always
 */
export const refuse = (what: string, mend: string): never => {
  throw new SchematicsException(`${what}\n  ${mend}\nNothing was written.`);
};
