import type { ASTNode } from '@marcbachmann/cel-js';
import { checkedTypeOf } from './evaluable-node.js';
import { ExpressionError } from './expression-error.js';
import { nodesOf } from './expression-tree.js';
import { macroCost } from './macro-cost.js';

const RELATIONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', 'in']);
const NUMBERS: ReadonlySet<string> = new Set(['int', 'uint', 'double']);

/**
 * Refuses what the library takes and OpenFGA does not, or reads in another way.
 *
 * @throws {ExpressionError} at numbers of two types that are compared, a macro over a value of any type, and an equality
 * that is compared further without parentheses
 */
export function assertPortable(root: ASTNode): void {
  for (const node of nodesOf(root)) {
    const problem = problemOf(node);
    if (problem !== undefined) throw new ExpressionError(problem, node.range.start);
  }
}

function problemOf(node: ASTNode): string | undefined {
  if (node.op === 'rcall') return macroProblem(node.args);
  if (node.op === '==' || node.op === '!=') return equalityProblem(node.args[1]);
  if (node.op !== '<' && node.op !== '<=' && node.op !== '>' && node.op !== '>=') return undefined;
  return areDifferentNumbers(...node.args)
    ? 'numbers of two types are compared; convert one of them'
    : undefined;
}

function macroProblem([name, collection, operands]: readonly [string, ASTNode, ASTNode[]]):
  string | undefined {
  const isMacro = macroCost(name, operands.length) !== undefined;
  return isMacro && checkedTypeOf(collection) === 'dyn' ? `"${name}" needs a list or a map` : undefined;
}

function equalityProblem(right: ASTNode): string | undefined {
  const isAmbiguous = RELATIONS.has(right.op) && !isParenthesised(right);
  return isAmbiguous ? 'a comparison within an equality needs parentheses' : undefined;
}

function areDifferentNumbers(left: ASTNode, right: ASTNode): boolean {
  const [leftType, rightType] = [checkedTypeOf(left), checkedTypeOf(right)];
  return leftType !== rightType && NUMBERS.has(leftType) && NUMBERS.has(rightType);
}

function isParenthesised({ input, range }: ASTNode): boolean {
  return /\(\s*$/.test(input.slice(0, range.start)) && /^\s*\)/.test(input.slice(range.end));
}
