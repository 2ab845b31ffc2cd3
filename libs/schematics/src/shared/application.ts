import type { Tree } from '@angular-devkit/schematics';
import { isBelow } from './folders.js';
import { refuse } from './refusal.js';

/** Where the parts of the user's application are; paths from the root of the tree, with a leading slash. */
export interface Application {
  /** The folder with `main.ts` and `app.module.ts`: `/src`, `/apps/shop/src`. */
  readonly sourceRoot: string;
  /** The folder that holds the source root: ``, `/apps/shop`. */
  readonly root: string;
  /** The root module: `/src/app.module.ts`. */
  readonly module: string;
  /** The entry file, or `undefined`: an application may start elsewhere. */
  readonly main: string | undefined;
  /** The parsed `package.json`. */
  readonly packageJson: PackageJson;
  /** Whether relative imports carry `.js`. */
  readonly isEsm: boolean;
}

/** What schematics read of a `package.json`. */
export interface PackageJson {
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Finds the Nest application that a schematic works on.
 *
 * @param sourceRoot - as the Nest CLI hands it over; read from `nest-cli.json` when absent
 * @throws {SchematicsException} when there is none, or its root module is not where Nest puts it
 */
export const findApplication = (tree: Tree, sourceRoot?: string): Application => {
  const packageJson = readPackageJson(tree);
  const folder = folderOf(sourceRoot ?? configuredSourceRoot(tree));
  const module = `${folder}/app.module.ts`;
  if (!tree.exists(module)) {
    refuse(
      `There is no ${module.slice(1)}.`,
      "Run this in the folder of the application's package.json; if its sources are elsewhere, say --source-root.",
    );
  }
  const main = `${folder}/main.ts`;
  return {
    sourceRoot: folder,
    root: folder.slice(0, folder.lastIndexOf('/')),
    module,
    main: tree.exists(main) ? main : undefined,
    packageJson,
    isEsm: packageJson.type === 'module',
  };
};

const folderOf = (written: string): string => {
  const folder = written.replace(/^\.?\/+|\/+$/g, '');
  if (isBelow(folder)) return `/${folder}`;
  return refuse(
    `'${written}' is no folder below that of package.json.`,
    'Name the folder of app.module.ts, by --source-root src or as sourceRoot in nest-cli.json.',
  );
};

const readPackageJson = (tree: Tree): PackageJson => {
  const json: PackageJson | undefined = readJson(tree, '/package.json');
  if (json === undefined) {
    return refuse('There is no package.json here.', 'Run this in the root folder of a Nest application.');
  }
  if (!('@nestjs/core' in { ...json.dependencies, ...json.devDependencies })) {
    refuse(
      'This is not a Nest application: package.json does not depend on @nestjs/core.',
      'Make one with: npx @nestjs/cli new NAME',
    );
  }
  return json;
};

const configuredSourceRoot = (tree: Tree): string => {
  const configuration: { readonly sourceRoot?: unknown } | undefined = readJson(tree, '/nest-cli.json');
  return typeof configuration?.sourceRoot === 'string' ? configuration.sourceRoot : 'src';
};

const readJson = (tree: Tree, path: string): object | undefined => {
  if (!tree.exists(path)) return undefined;
  try {
    const content: unknown = tree.readJson(path);
    if (typeof content === 'object' && content !== null) return content;
    throw new TypeError('it is no JSON object');
  } catch (cause) {
    return refuse(
      `${path.slice(1)} cannot be read: ${(cause as Error).message}`,
      'Mend the file and run this again.',
    );
  }
};

/**
 * Ends a schematic whose files would not compile without the library.
 *
 * @throws {SchematicsException} when the application does not use it yet
 */
export const assertGuarded = ({ packageJson }: Application): void => {
  if ('nestjs-zero-trust' in { ...packageJson.dependencies, ...packageJson.devDependencies }) return;
  refuse('The application does not use nestjs-zero-trust yet.', 'Run: npx nest add nestjs-zero-trust');
};
