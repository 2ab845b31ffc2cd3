import type { ASTNode } from '@marcbachmann/cel-js';
import { checkedTypeOf } from './evaluable-node.js';
import { operandsOf } from './expression-tree.js';

/** What the operands of a step came to, in the order of the operands. */
export type StepValues = (operand: number) => unknown;

/** What an evaluation may cost, as on an OpenFGA server. */
export const MAX_EXPRESSION_COST = 100;

const PER_CHARACTER = 0.1;
const PER_PATTERN_CHARACTER = 0.25;

/** The functions that are worked out once where they are called on what stands in the expression. */
const CONVERSIONS: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'string',
  'toDuration',
  'toInt',
  'toTimestamp',
  'toUint',
]);

/** What a step costs whatever its operands are. */
const FIXED_COSTS: Readonly<Partial<Record<ASTNode['op'], number>>> = {
  '?:': 0,
  '||': 0,
  '&&': 0,
  list: 10,
  map: 30,
};

/**
 * Tells what a step costs once its operands are known, by the reckoning of Google's implementation that OpenFGA uses.
 *
 * @see https://github.com/google/cel-go/blob/master/interpreter/runtimecost.go
 */
export function stepCost(node: ASTNode): (values: StepValues) => number {
  const fixed = isConstant(node) ? 0 : (FIXED_COSTS[node.op] ?? fixedCost(node));
  if (fixed !== undefined) return () => fixed;
  if (node.op === 'in') return (values) => elementsIn(values(1));
  if (node.op === 'call' || node.op === 'rcall') {
    const [name] = node.args;
    return (values) => callCost(name, [values(0), values(1)]);
  }
  return (values) => operatorCost(node.op, [values(0), values(1)]);
}

/** Whether a step is worked out once, when the expression is compiled. */
export function isConstant(node: ASTNode): boolean {
  if (node.op === '-_') return node.args.op === 'value';
  if (node.op === 'call') return CONVERSIONS.has(node.args[0]) && node.args[1].every(isConstant);
  const isLiteral = node.op === 'value' || node.op === 'list' || node.op === 'map';
  return isLiteral && operandsOf(node).every(isConstant);
}

/** The steps that are read as a part of another one, and cost nothing of their own. */
export function freeOperandsOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === '?:') return node.args.slice(1).filter(isAttribute);
  return node.op === '[]' && isAttribute(node.args[1]) ? [node.args[1]] : [];
}

/** Whether a step only reads: a name, a member or an element. */
export function isAttribute({ op }: ASTNode): boolean {
  return op === 'id' || op === '.' || op === '[]';
}

function callCost(name: string, [first, second]: readonly [unknown, unknown]): number {
  switch (name) {
    case 'startsWith':
    case 'endsWith':
      return characters(sizeOf(second));
    case 'contains':
      return characters(sizeOf(first)) * characters(sizeOf(second));
    case 'matchesRe2':
      return characters(1 + sizeOf(first)) * Math.ceil(sizeOf(second) * PER_PATTERN_CHARACTER);
    default:
      return 1;
  }
}

function operatorCost(operator: ASTNode['op'], [left, right]: readonly [unknown, unknown]): number {
  const [leftSize, rightSize] = [sizeOf(left), sizeOf(right)];
  if (operator === '==' || operator === '!=') return characters(Math.min(leftSize, rightSize));
  if (typeof left !== 'string' || typeof right !== 'string') return 1;
  return characters(operator === '+' ? leftSize + rightSize : Math.min(leftSize, rightSize));
}

function fixedCost(node: ASTNode): number | undefined {
  if (node.op === '.' || node.op === '[]') return isAttribute(node.args[0]) ? 1 : 2;
  if (node.op !== 'in') return undefined;
  if (isConstant(node.args[1])) return 0;
  // Of a value of any type, it is not known in advance that it is a list.
  return checkedTypeOf(node.args[1]) === 'dyn' ? 1 : undefined;
}

function elementsIn(collection: unknown): number {
  return Array.isArray(collection) ? collection.length : 1;
}

function characters(size: number): number {
  return Math.ceil(size * PER_CHARACTER);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return value instanceof Map ? value.size : 1;
}
