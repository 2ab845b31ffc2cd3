import { posix } from 'node:path';
import {
  apply,
  applyTemplates,
  chain,
  forEach,
  mergeWith,
  move,
  url,
  type Rule,
  type Tree,
} from '@angular-devkit/schematics';
import type { Application } from '../shared/application.js';
import { refuse } from '../shared/refusal.js';
import type { ResourceNames } from './resource-names.js';
import type { ResourceRelations } from './resource-relations.js';
import type { Versioning } from './versioning.js';

/** What the templates are filled with. */
export interface Resource extends ResourceRelations, Versioning {
  readonly names: ResourceNames;
  readonly version: string | undefined;
  readonly application: Application;
  /** Where its files go: `/src/orders`. */
  readonly folder: string;
  /** Whether who may read one is told 403, not 404, when they may not do more. */
  readonly isVisible: boolean;
  /** Whether to write the e2e spec. */
  readonly spec: boolean;
}

/**
 * Writes the files of a resource.
 *
 * @throws {SchematicsException} when one is there already
 */
export function writeTemplates(tree: Tree, resource: Resource): Rule {
  const { application, folder, isNew, spec } = resource;
  const values = valuesOf(tree, resource);
  const write = (from: string, to: string): Rule =>
    mergeWith(
      apply(url(`./files/${from}`), [applyTemplates(values), move(to), forEach(refuseExisting(tree))]),
    );
  return chain([
    write('source', folder),
    ...(isNew ? [write('app', application.sourceRoot)] : []),
    ...(spec ? [write('test', testFolderOf(application))] : []),
  ]);
}

function refuseExisting(tree: Tree): Parameters<typeof forEach>[0] {
  return (entry) => {
    if (tree.exists(entry.path)) {
      refuse(`${entry.path.slice(1)} is there already.`, 'Choose another name, or remove the file.');
    }
    return entry;
  };
}

function testFolderOf({ root }: Application): string {
  return `${root}/test`;
}

function valuesOf(tree: Tree, resource: Resource): object {
  const { names, application, folder, ...given } = resource;
  const { version, read, write, prefix } = given;
  const { main, sourceRoot, isEsm } = application;
  return {
    ...names,
    ...given,
    // With one relation, everybody who may see it may change it, so that nothing is to be left out.
    hasNotes: read !== write,
    scope: names.plural,
    route: `${prefix}${version === undefined ? '' : `/v${version}`}/${names.plural}`,
    js: isEsm ? '.js' : '',
    fromSpec: posix.relative(testFolderOf(application), sourceRoot),
    folder: folder.slice(sourceRoot.length),
    fastify: main !== undefined && tree.readText(main).includes('FastifyAdapter'),
  };
}
