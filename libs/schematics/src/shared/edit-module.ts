import type { Tree } from '@angular-devkit/schematics';
import { MetadataManager } from '@nestjs/schematics';
import type { Application } from './application.js';
import { declareImport } from './declare-import.js';
import { moduleArrays } from './module-metadata.js';

/** What is to stand in a module. */
export interface ModuleEntry {
  /** The list of `@Module` that it goes to. */
  readonly metadata: 'imports' | 'providers' | 'controllers';
  /** The class: `OrdersModule`. */
  readonly symbol: string;
  /** What stands in the list, when it is not the class itself: `ZeroTrustModule.forRoot(zeroTrust)`. */
  readonly expression?: string;
  /** Where the class comes from: a package, or a file of the application (`/src/orders/orders.module`, without extension). */
  readonly from: string;
}

/**
 * Declares something in a module, once: where the class stands in the list already, nothing changes.
 *
 * @param module - path of the module's file
 * @returns whether the file was changed
 * @throws {SchematicsException} when the module is written in a way that cannot be edited safely
 */
export const declareInModule = (
  tree: Tree,
  { module, isEsm }: Pick<Application, 'module' | 'isEsm'>,
  entry: ModuleEntry,
): boolean => {
  const source = tree.readText(module);
  if (moduleArrays(source, module)[entry.metadata]?.includes(entry.symbol) === true) return false;
  const declared =
    new MetadataManager(source).insert(entry.metadata, entry.expression ?? entry.symbol) ?? source;
  tree.overwrite(module, declareImport({ source: declared, file: module, isEsm }, entry.symbol, entry.from));
  return true;
};
