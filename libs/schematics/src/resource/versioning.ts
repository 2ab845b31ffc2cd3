import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';
import type { Application } from '../shared/application.js';
import { declareImport } from '../shared/declare-import.js';
import { refuse } from '../shared/refusal.js';

/**
 * Where the e2e spec gets the application's versioning from: `shared` is `configureApp` of configure-app.ts, `inline` the spec itself,
 * because main.ts has it to itself.
 */
export type Configuration = 'inline' | 'none' | 'shared';

const ENABLE = 'app.enableVersioning({ type: VersioningType.URI });';

/**
 * Sees to it that the application has URI versioning, when a resource needs it: where there is none, `main.ts` is to call a new
 * `configureApp`.
 *
 * @throws {SchematicsException} when there is another kind of versioning, or `main.ts` cannot be edited safely
 */
export function ensureVersioning(
  tree: Tree,
  application: Application,
  version: string | undefined,
): Versioning {
  const shared = `${application.sourceRoot}/configure-app.ts`;
  if (tree.exists(shared)) {
    const source = tree.readText(shared);
    if (version !== undefined) assertUriVersioning(source, shared);
    return { configuration: 'shared', isNew: false, prefix: globalPrefixOf(source) };
  }
  if (version === undefined) return { configuration: 'none', isNew: false, prefix: '' };
  const { main } = application;
  if (main === undefined) {
    return refuse(
      `There is no ${application.sourceRoot.slice(1)}/main.ts to enable versioning in.`,
      `Export a function configureApp(app) that calls ${ENABLE} from ${shared.slice(1)}, and call it where the application starts.`,
    );
  }
  const source = tree.readText(main);
  if (source.includes('enableVersioning')) {
    assertUriVersioning(source, main);
    return { configuration: 'inline', isNew: false, prefix: '' };
  }
  tree.overwrite(main, configured(application, { main, source }));
  return { configuration: 'shared', isNew: true, prefix: '' };
}

/** What {@link ensureVersioning} found. */
export interface Versioning {
  readonly configuration: Configuration;
  /** Whether configure-app.ts is still to be written. */
  readonly isNew: boolean;
  /** What all routes begin with where the specs share it: `/api`, or nothing. */
  readonly prefix: string;
}

function globalPrefixOf(source: string): string {
  const prefix = /\.setGlobalPrefix\(\s*['"`]\/?([\w/-]+)['"`]/.exec(source)?.[1];
  return prefix === undefined ? '' : `/${prefix}`;
}

function assertUriVersioning(source: string, path: string): void {
  const options = /\.enableVersioning\(([^)]*)\)/.exec(source)?.[1];
  const isUri = options !== undefined && (options.trim() === '' || options.includes('VersioningType.URI'));
  if (isUri && !options.includes('prefix')) return;
  refuse(
    `${path.slice(1)} does not enable versioning by URI as Nest has it by default (/v2/…).`,
    `Call ${ENABLE} there, or generate without --api-version.`,
  );
}

interface EntryFile {
  readonly main: string;
  readonly source: string;
}

/** `main.ts` with `configureApp(app);` after the application was created. */
function configured({ sourceRoot, isEsm }: Application, { main, source }: EntryFile): string {
  const unit = ts.createSourceFile(main, source, ts.ScriptTarget.Latest, true);
  const created = createdIn(unit);
  const [only] = created;
  if (only === undefined || created.length > 1) {
    return refuse(
      `${main.slice(1)} cannot be edited safely: it has no single 'const app = await NestFactory.create(…)'.`,
      `Export a function configureApp(app) that calls ${ENABLE} from ${sourceRoot.slice(1)}/configure-app.ts, call it there, and run this again.`,
    );
  }
  const called = `${source.slice(0, only.end)}\n  configureApp(${only.name});${source.slice(only.end)}`;
  return declareImport({ source: called, file: main, isEsm }, 'configureApp', `${sourceRoot}/configure-app`);
}

interface CreatedApp {
  /** `app` */
  readonly name: string;
  /** Where its statement ends. */
  readonly end: number;
}

function createdIn(node: ts.Node): readonly CreatedApp[] {
  const inside = node.getChildren().flatMap(createdIn);
  if (!ts.isVariableStatement(node)) return inside;
  const [declaration] = node.declarationList.declarations;
  const isCreated = /^await NestFactory\.create\b/.test(declaration?.initializer?.getText() ?? '');
  return declaration !== undefined && isCreated && ts.isIdentifier(declaration.name)
    ? [{ name: declaration.name.text, end: node.getEnd() }]
    : inside;
}
