import type { ASTNode } from '@marcbachmann/cel-js';
import type { RegexSearch } from './cel-regex.js';
import { ExpressionError } from './expression-error.js';
import { nodesOf } from './expression-tree.js';

/** The functions that OpenFGA's conditions have, with the name under which the environment has them. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...same('bool', 'bytes', 'double', 'dyn', 'has', 'ipaddress', 'size', 'string', 'type'),
  ['duration', 'toDuration'],
  ['int', 'toInt'],
  ['matches', 'matchesRe2'],
  ['timestamp', 'toTimestamp'],
  ['uint', 'toUint'],
]);

/** The same for functions that are called on a value. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ...same('all', 'exists', 'exists_one', 'filter', 'map'),
  ...same('contains', 'endsWith', 'in_cidr', 'size', 'startsWith'),
  ...same('getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear', 'getFullYear', 'getMonth'),
  ...same('getHours', 'getMilliseconds', 'getMinutes', 'getSeconds'),
  ['matches', 'matchesRe2'],
]);

/**
 * Directs the calls of a parsed expression to the functions of our environment. What the library has beyond OpenFGA is
 * refused: a condition that uses it would stop working on a server.
 *
 * @throws {ExpressionError} at a function that there is not, or a regular expression that is none
 */
export function adoptExpression(root: ASTNode, regex: RegexSearch): void {
  for (const node of nodesOf(root)) {
    if (node.op === 'call') {
      const [name, [, pattern]] = node.args;
      node.args[0] = lookUp(FUNCTIONS, { name, node });
      if (name === 'matches') assertPattern(pattern, regex);
    }
    if (node.op === 'rcall') {
      const [name, , [pattern]] = node.args;
      node.args[0] = lookUp(METHODS, { name, node });
      if (name === 'matches') assertPattern(pattern, regex);
    }
  }
}

function same(...names: readonly string[]): [string, string][] {
  return names.map((name) => [name, name]);
}

function lookUp(
  names: ReadonlyMap<string, string>,
  { name, node }: { readonly name: string; readonly node: ASTNode },
): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  throw new ExpressionError(`there is no function "${name}"`, node.range.start);
}

/** A pattern that stands in the expression is known to be good or bad at once. */
function assertPattern(pattern: ASTNode | undefined, regex: RegexSearch): void {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return;
  try {
    regex.compile(pattern.args);
  } catch (error) {
    const message = error instanceof SyntaxError ? error.message : 'the regular expression cannot be used';
    throw new ExpressionError(message, pattern.range.start);
  }
}
