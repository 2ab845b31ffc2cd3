import type { ASTNode } from '@marcbachmann/cel-js';
import { evaluationAt, replaceEvaluation } from './evaluable-node.js';

/**
 * Makes `has` fail on a list, as OpenFGA does; the library answers false there, and `!has(x.y)` would hold for a value of
 * the wrong kind.
 *
 * @returns how many members the test reads, or nothing when the node is no such test
 */
export function strictPresenceTest(node: ASTNode): number | undefined {
  if (node.op !== 'call' || node.args[0] !== 'has') return undefined;
  const names: string[] = [];
  let operand = node.args[1][0];
  while (operand?.op === '.') {
    names.unshift(operand.args[1]);
    operand = operand.args[0];
  }
  if (operand === undefined) return undefined;
  const evaluateOperand = evaluationAt(operand);
  replaceEvaluation(
    node,
    () => (evaluator, context) => isPresent(evaluateOperand(evaluator, context), names),
  );
  return names.length;
}

function isPresent(value: unknown, names: readonly string[]): boolean {
  let container = value;
  for (const name of names.slice(0, -1)) container = member(container, name);
  if (Array.isArray(container)) throw new TypeError('a list has no members');
  return container instanceof Map && container.has(names.at(-1));
}

function member(container: unknown, name: string): unknown {
  if (container instanceof Map && container.has(name)) return container.get(name);
  throw new TypeError('there is no such member');
}
