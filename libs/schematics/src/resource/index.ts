import { posix } from 'node:path';
import { branchAndMerge, chain, type Rule, type Tree } from '@angular-devkit/schematics';
import { assertGuarded, findApplication, type Application } from '../shared/application.js';
import { declareVisible } from '../shared/edit-config.js';
import { declareInModule } from '../shared/edit-module.js';
import { isFolder } from '../shared/folders.js';
import { formatWritten } from '../shared/format-written.js';
import { readModel } from '../shared/model-file.js';
import { refuse } from '../shared/refusal.js';
import { readRelations } from '../shared/relations.js';
import { resourceNames, type ResourceNames } from './resource-names.js';
import { modelRelations } from './resource-relations.js';
import { writeTemplates } from './resource-templates.js';
import type { ResourceOptions } from './resource.options.js';
import { ensureVersioning } from './versioning.js';

/**
 * `resource NAME`: a guarded resource, from its routes to its e2e spec, its type in the relationship model included. Refuses before
 * anything is written.
 */
export function main(options: ResourceOptions): Rule {
  return branchAndMerge(chain([generate(options), formatWritten()]));
}

function generate(options: ResourceOptions): Rule {
  return (tree) => {
    const names = resourceNames(posix.basename(options.name));
    const version = readVersion(options.apiVersion);
    const asked = readRelations(options.relations);
    const application = findApplication(tree, options.sourceRoot);
    assertGuarded(application);
    const before = readModel(tree, application, options.modelFile);
    const { model, ...relations } = modelRelations(before, names.type, asked);
    tree.overwrite(model.path, model.text);
    const place = { names, folder: folderOf(application, names, options) };
    if (!options.skipImport) declareModule(tree, application, place);
    const isVisible = declareVisible(tree, application, { type: names.type, relation: relations.read });
    const versioning = ensureVersioning(tree, application, version);
    const { spec } = options;
    return writeTemplates(tree, {
      ...place,
      ...relations,
      ...versioning,
      version,
      application,
      isVisible,
      spec,
    });
  };
}

/** @throws {SchematicsException} for what cannot stand in a path, and for a fraction */
function readVersion(written: number | string | undefined): string | undefined {
  const version = String(written ?? '').trim();
  // 1.10 has become 1.1 before anybody could tell.
  if (typeof written === 'number' && !Number.isInteger(written)) {
    refuse(`'${version}' was read as a number.`, `Say it with its v: --api-version v${version}`);
  }
  if (version === '') return undefined;
  if (/^[a-z0-9][a-z0-9.-]{0,19}$/i.test(version)) return version.replace(/^v(?=\d)/i, '');
  return refuse(`'${version}' cannot be a version.`, 'Say what follows the v in the path: --api-version 2');
}

/** @throws {SchematicsException} for what is no folder below the source root */
function folderOf(
  { sourceRoot }: Application,
  { plural }: ResourceNames,
  { name, path, flat }: ResourceOptions,
): string {
  const inName = posix.dirname(name);
  const below = [path, inName === '.' ? undefined : inName].filter((part) => part !== undefined);
  const wrong = below.find((part) => !isFolder(part));
  if (wrong !== undefined) {
    refuse(
      `'${wrong}' is no folder below ${sourceRoot.slice(1)}.`,
      'Name one in letters, digits and dashes: shop',
    );
  }
  return [sourceRoot, ...below, ...(flat ? [] : [plural])].join('/');
}

interface GeneratedModule {
  readonly names: ResourceNames;
  readonly folder: string;
}

function declareModule(tree: Tree, application: Application, { names, folder }: GeneratedModule): void {
  const symbol = `${names.pluralPascal}Module`;
  const from = `${folder}/${names.plural}.module`;
  if (declareInModule(tree, application, { metadata: 'imports', symbol, from })) return;
  refuse(
    `${application.module.slice(1)} imports a ${symbol} already.`,
    'Choose another name, or remove the one that is there.',
  );
}
