import { posix } from 'node:path';
import { chain, noop, type Rule, type Tree } from '@angular-devkit/schematics';
import { ModuleFinder } from '@nestjs/schematics';
import { assertGuarded, findApplication, type Application } from '../shared/application.js';
import { declareInModule } from '../shared/edit-module.js';
import { formatWritten } from '../shared/format-written.js';
import { nameOf } from '../shared/names.js';
import { refuse } from '../shared/refusal.js';
import { writeAbsent } from '../shared/write-absent.js';
import { isFolder } from '../shared/folders.js';

/** Options of `policy NAME`; see `schema.json`. */
export interface PolicyOptions {
  readonly name: string;
  readonly path?: string;
  readonly spec: boolean;
  readonly specFileSuffix: string;
  readonly skipImport: boolean;
  readonly sourceRoot?: string;
}

/** `policy NAME`: an injectable policy, its spec, and its place among the providers of the nearest module. */
export function main(options: PolicyOptions): Rule {
  return (tree) => {
    const application = findApplication(tree, options.sourceRoot);
    assertGuarded(application);
    const policy = placeOf(application, options);
    assertFree(tree, policy, options.specFileSuffix);
    const { kebab, pascal } = policy;
    const extension = application.isEsm ? '.js' : '';
    const values = { kebab, pascal, suffix: options.specFileSuffix, extension };
    const write = (templates: string): Rule => writeAbsent({ templates, to: policy.folder, values });
    return chain([
      options.skipImport ? noop() : (host) => provide(host, application, policy),
      write('./files/policy'),
      options.spec ? write('./files/spec') : noop(),
      formatWritten(),
    ]);
  };
}

interface PolicyPlace {
  readonly kebab: string;
  readonly pascal: string;
  readonly folder: string;
  /** Without extension. */
  readonly file: string;
}

const placeOf = ({ sourceRoot }: Application, { name, path }: PolicyOptions): PolicyPlace => {
  const { kebab, pascal } = nameOf(posix.basename(name).replace(/-?policy$/i, ''), 'policy');
  const inName = posix.dirname(name);
  const below = [path, inName === '.' ? undefined : inName].filter((part) => part !== undefined).join('/');
  if (below !== '' && !isFolder(below)) {
    refuse(
      `'${below}' is no folder below ${sourceRoot.slice(1)}.`,
      'Name one in letters, digits and dashes: orders/policies',
    );
  }
  const folder = `${sourceRoot}/${below === '' ? 'policies' : below}`;
  return { kebab, pascal, folder, file: `${folder}/${kebab}.policy` };
};

const assertFree = (tree: Tree, { file }: PolicyPlace, suffix: string): void => {
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(suffix)) {
    refuse(`'${suffix}' cannot end the name of a spec.`, 'Say letters and digits: --spec-file-suffix spec');
  }
  const taken = [`${file}.ts`, `${file}.${suffix}.ts`].find((path) => tree.exists(path));
  if (taken !== undefined)
    refuse(`${taken.slice(1)} is there already.`, 'Choose another name for the policy.');
};

const provide = (tree: Tree, { isEsm }: Application, { pascal, folder, file }: PolicyPlace): void => {
  const module = new ModuleFinder(tree).find({ path: folder as never });
  if (module === null)
    return refuse(
      `There is no module above ${folder.slice(1)}.`,
      'Say --skip-import, and provide it by hand.',
    );
  declareInModule(tree, { module, isEsm }, { metadata: 'providers', symbol: pascal, from: file });
};
