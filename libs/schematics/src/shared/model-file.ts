import type { Tree } from '@angular-devkit/schematics';
import { transformer } from '@openfga/syntax-transformer';
import type { Application } from './application.js';
import { isBelow } from './folders.js';
import { refuse } from './refusal.js';

/** A type that is to stand in a model. */
export interface ModelType {
  /** `order_item`. */
  readonly name: string;
  /** By relation, how it is defined: `{ viewer: '[user] or editor' }`; written in this order. */
  readonly relations: Readonly<Record<string, string>>;
}

/** The relationship model of an application. */
export interface Model {
  /** Path of the `.fga` file in the tree. */
  readonly path: string;
  readonly text: string;
  /** By type, its relations. */
  readonly types: ReadonlyMap<string, readonly string[]>;
}

/**
 * Finds and parses the relationship model: the file that is named, or else the only `.fga` file beside the sources or in their folder.
 *
 * @param named - path from the folder of `package.json`
 * @throws {SchematicsException} when there is none, there are several, it is elsewhere, or it cannot be parsed
 */
export const readModel = (tree: Tree, application: Application, named?: string): Model => {
  const path = named === undefined ? onlyModel(tree, application) : pathOf(named);
  if (!tree.exists(path)) {
    refuse(`There is no ${path.slice(1)}.`, 'Name the file of the relationship model: --model-file PATH');
  }
  return parse(path, tree.readText(path));
};

/**
 * The model with one type more; comments and layout of the others stay as they are.
 *
 * @throws {SchematicsException} when the model has a type of this name, or none of callers, or would no longer parse
 */
export const addType = (model: Model, type: ModelType): Model => {
  if (model.types.has(type.name)) {
    refuse(
      `${model.path.slice(1)} has a type '${type.name}' already.`,
      'Choose another name, or change the relations of the type in the file.',
    );
  }
  assertCallers(model);
  // Conditions close a model, so types go before the first and the comment that belongs to it.
  const conditions = /^(?:[ \t]*#.*\r?\n)*[ \t]*condition\s/m.exec(model.text)?.index ?? model.text.length;
  const [types, rest] = [model.text.slice(0, conditions), model.text.slice(conditions)];
  return parse(model.path, `${types.trimEnd()}\n\n${written(type)}${rest === '' ? '' : `\n${rest}`}`);
};

/** @throws {SchematicsException} when the model has no type for callers */
export const assertCallers = ({ path, types }: Model): void => {
  if (types.has('user')) return;
  refuse(
    `${path.slice(1)} has no type 'user', and callers are users there.`,
    "Add a line 'type user' to the file.",
  );
};

const pathOf = (named: string): string => {
  const path = named.replace(/^\.?\/+/, '');
  if (isBelow(path)) return `/${path}`;
  return refuse(
    `'${named}' is no file below the folder of package.json.`,
    'Name the file of the relationship model from there: --model-file model.fga',
  );
};

const onlyModel = (tree: Tree, { root, sourceRoot }: Application): string => {
  const found = [...new Set([root, sourceRoot])].flatMap((folder) =>
    tree
      .getDir(folder === '' ? '/' : folder)
      .subfiles.filter((file) => file.endsWith('.fga'))
      .map((file) => `${folder}/${file}`),
  );
  const [path] = found;
  if (path === undefined) {
    return refuse(
      'There is no relationship model (.fga).',
      "Write a model.fga and name it in the module's options, relationships: embeddedRelationships({ modelFile: 'model.fga' }); " +
        'if there is one elsewhere, say --model-file PATH',
    );
  }
  if (found.length > 1) {
    refuse(
      `There are several relationship models: ${found.map((file) => file.slice(1)).join(', ')}.`,
      'Say which: --model-file PATH',
    );
  }
  return path;
};

const parse = (path: string, text: string): Model => {
  try {
    const { type_definitions: types } = transformer.transformDSLToJSONObject(text);
    return {
      path,
      text,
      types: new Map(types.map(({ type, relations }) => [type, Object.keys(relations ?? {})])),
    };
  } catch (cause) {
    return refuse(
      `${path.slice(1)} is no relationship model: ${(cause as Error).message}`,
      'Mend the file and run this again.',
    );
  }
};

const written = ({ name, relations }: ModelType): string =>
  [
    `type ${name}`,
    '  relations',
    ...Object.entries(relations).map(([relation, rule]) => `    define ${relation}: ${rule}`),
    '',
  ].join('\n');
