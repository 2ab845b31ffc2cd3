import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The entry of the program that `nest` itself runs schematics with. */
interface SchematicsProgram {
  main(options: { readonly args: readonly string[] }): Promise<number>;
}

/**
 * Runs a schematic of this package as `nest generate` does, in the working directory. Unlike it, options of the schematic are passed
 * on: `nest generate` knows only its own.
 *
 * @returns the exit code
 * @throws Error when the folder has no Nest CLI
 */
export const runSchematic = async (schematic: string, options: readonly string[]): Promise<number> => {
  const { main } = await loadProgram();
  return main({ args: [`nestjs-zero-trust-schematics:${schematic}`, ...options] });
};

const loadProgram = async (): Promise<SchematicsProgram> => {
  const application = createRequire(join(process.cwd(), 'package.json'));
  try {
    const nest = createRequire(application.resolve('@nestjs/cli/package.json'));
    return nest('@angular-devkit/schematics-cli/bin/schematics.js') as SchematicsProgram;
  } catch (cause) {
    throw new Error(
      'There is no Nest CLI here. Run this in the root folder of a Nest application, after npm install; or add it: npm i -D @nestjs/cli',
      { cause },
    );
  }
};
