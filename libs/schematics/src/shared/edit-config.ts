import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';
import type { Application } from './application.js';
import { propertyName } from './property-name.js';

/** Name of the file with the module's options, as `nest add` writes it. */
export const CONFIG_FILE = 'zero-trust.config.ts';

/** A relation without which objects of a type are hidden. */
export interface Visibility {
  /** `order`. */
  readonly type: string;
  /** `viewer`. */
  readonly relation: string;
}

/**
 * Says in `visibleBy` by which relation objects of a type may be seen; a type that is there keeps its relation.
 *
 * @returns whether the options say so now; `false` where they say otherwise, or are not written as `nest add` writes them, and nothing
 * was changed
 */
export const declareVisible = (
  tree: Tree,
  { sourceRoot }: Application,
  { type, relation }: Visibility,
): boolean => {
  const path = `${sourceRoot}/${CONFIG_FILE}`;
  if (!tree.exists(path)) return false;
  const source = tree.readText(path);
  const visibleBy = findVisibleBy(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true));
  if (visibleBy === undefined) return false;
  // What is spread or computed may be a rule for this type, which one of ours would overrule.
  if (visibleBy.properties.some((each) => propertyName(each) === undefined)) return false;
  const given = visibleBy.properties.find((each) => propertyName(each) === type);
  if (given !== undefined) return isText(given, relation);
  const at = visibleBy.properties.at(-1)?.getEnd() ?? visibleBy.getStart() + 1;
  const separator = visibleBy.properties.length === 0 ? '' : ', ';
  tree.overwrite(path, `${source.slice(0, at)}${separator}${type}: '${relation}'${source.slice(at)}`);
  return true;
};

const isText = (property: ts.ObjectLiteralElementLike, text: string): boolean =>
  ts.isPropertyAssignment(property) &&
  ts.isStringLiteralLike(property.initializer) &&
  property.initializer.text === text;

const findVisibleBy = (node: ts.Node): ts.ObjectLiteralExpression | undefined => {
  if (
    ts.isPropertyAssignment(node) &&
    node.name.getText() === 'visibleBy' &&
    ts.isObjectLiteralExpression(node.initializer)
  ) {
    return node.initializer;
  }
  return ts.forEachChild(node, findVisibleBy);
};
