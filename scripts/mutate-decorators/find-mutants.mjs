import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** Decorators whose arguments are demands of their own: each one is also taken away alone. */
const LISTS = new Set(['Policy', 'Scopes', 'Permissions', 'Visible', 'Writable']);

/** Puts several decorators together; each of them counts as a decorator. */
const COMPOSER = 'applyDecorators';

const NO_DECORATOR = '(() => undefined)';

/**
 * One thing that is taken away from one file.
 *
 * @typedef {object} Mutant
 * @property {string} file relative to the root
 * @property {number} line counted from 1
 * @property {string} name of the decorator
 * @property {string} label what is taken away, on one line
 * @property {number} start
 * @property {number} end
 * @property {string} replacement
 */

/**
 * Every decorator below a folder: on classes, methods, properties and parameters, and inside composed ones.
 *
 * @param {{ root: string, folder: string }} options
 * @returns {readonly Mutant[]}
 */
export function findMutants({ root, folder }) {
  const files = globSync('**/*.ts', { cwd: join(root, folder) }).filter((file) => !file.endsWith('.spec.ts'));
  return files.toSorted().flatMap((file) => mutantsOf(root, join(root, folder, file)));
}

/**
 * The text of a file without what the mutant takes away.
 *
 * @param {string} code
 * @param {Mutant} mutant
 */
export function mutate(code, { start, end, replacement }) {
  // Lines stay where they are, so that failures name the right ones.
  const lines = code.slice(start, end).replaceAll(/[^\n]/g, '');
  return code.slice(0, start) + replacement + lines + code.slice(end);
}

function mutantsOf(root, path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const mutants = [];
  const visit = (node) => {
    if (ts.isDecorator(node)) mutants.push(...ofDecorator(node));
    if (isComposition(node)) mutants.push(...node.arguments.map(ofComposed));
    ts.forEachChild(node, visit);
  };
  visit(source);
  const file = relative(root, path);
  return mutants.map(({ node, ...mutant }) => ({ file, line: lineOf(source, node), ...mutant }));
}

function ofDecorator(node) {
  const { name, args } = readCall(node.expression);
  const whole = { node, name, label: oneLine(node), start: node.getStart(), end: node.end, replacement: '' };
  if (!LISTS.has(name) || args.length < 2) return [whole];
  return [whole, ...args.map((argument, index) => ofArgument({ name, args, argument, index }))];
}

/** Without one of several arguments, and the comma that belongs to it. */
function ofArgument({ name, args, argument, index }) {
  const isLast = index === args.length - 1;
  const start = isLast ? args[index - 1].end : argument.getStart();
  const end = isLast ? argument.end : args[index + 1].getStart();
  const label = `@${name}: ${oneLine(argument)}`;
  return { node: argument, name, label, start, end, replacement: '' };
}

function ofComposed(node) {
  const { name } = readCall(node);
  const label = `${COMPOSER}: ${oneLine(node)}`;
  return { node, name, label, start: node.getStart(), end: node.end, replacement: NO_DECORATOR };
}

function isComposition(node) {
  return ts.isCallExpression(node) && node.expression.getText() === COMPOSER;
}

function readCall(expression) {
  if (!ts.isCallExpression(expression)) return { name: expression.getText(), args: [] };
  return { name: expression.expression.getText(), args: expression.arguments };
}

function lineOf(source, node) {
  return source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function oneLine(node) {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
