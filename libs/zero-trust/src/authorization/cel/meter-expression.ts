import type { ASTNode } from '@marcbachmann/cel-js';
import { isNamedConstant, replaceEvaluation } from './evaluable-node.js';
import { freeOperandsOf, isAttribute, stepCost, type StepValues } from './expression-cost.js';
import { nodesOf, operandsOf } from './expression-tree.js';
import { elementsOf, macroCost, type MacroCost } from './macro-cost.js';
import { strictPresenceTest } from './presence-test.js';

// One for all: a stack for each step of a long list would cost more than the steps.
const EXCEEDED = new RangeError('the expression costs too much');

/** Counts what an evaluation costs, and ends it at a limit. */
export class CostMeter {
  #spent = 0;

  constructor(private readonly limit: number) {}

  /** What the evaluation since the last {@link CostMeter.reset} has cost. */
  get spent(): number {
    return this.#spent;
  }

  /** Whether it cost too much; its result must then not be used. */
  get exceeded(): boolean {
    return this.#spent > this.limit;
  }

  reset(): void {
    this.#spent = 0;
  }

  /** @throws {RangeError} once the limit is passed, and from then on at every step */
  charge(cost: number): void {
    this.#spent += cost;
    if (this.exceeded) throw EXCEEDED;
  }
}

/**
 * Puts a meter on every step of a checked expression: the library itself bounds how large an expression is, and not how
 * long it takes over large lists.
 */
export function meterExpression(root: ASTNode, meter: CostMeter): void {
  const nodes = nodesOf(root);
  const free = new Set(nodes.flatMap(freeOperandsOf));
  // What is read as a part of something free is free as well.
  for (const node of free) for (const operand of operandsOf(node).filter(isAttribute)) free.add(operand);
  const results = new Map<ASTNode, StepResult>();
  for (const node of nodes) {
    const result: StepResult = { value: node.op === 'value' ? node.args : undefined };
    results.set(node, result);
    const operands = operandsOf(node).map((operand) => results.get(operand) ?? { value: undefined });
    const step = { meter, result, values: (index: number): unknown => operands[index]?.value };
    meterNode(node, { ...step, isFree: free.has(node) });
  }
}

/** What a step came to when it was last evaluated. */
interface StepResult {
  value: unknown;
}

interface MeteredStep {
  readonly meter: CostMeter;
  readonly result: StepResult;
  readonly isFree: boolean;
  readonly values: StepValues;
}

function meterNode(node: ASTNode, step: MeteredStep): void {
  if (node.op === 'value' || isNamedConstant(node)) return;
  const members = strictPresenceTest(node);
  const cost = node.op === 'rcall' ? macroCost(node.args[0], node.args[2].length) : undefined;
  if (node.op === 'rcall' && cost) {
    meterMacro(node, { cost, body: node.args[2][1], ...step });
    return;
  }
  const ownCost = stepCost(node);
  chargeAfter(node, step, () => members ?? (step.isFree ? 0 : ownCost(step.values)));
}

function meterMacro(
  node: ASTNode,
  { cost, body, ...step }: MeteredStep & { readonly cost: MacroCost; readonly body: ASTNode | undefined },
): void {
  let seen = 0;
  if (body) {
    replaceEvaluation(body, (evaluate) => (evaluator, context) => {
      const value = evaluate(evaluator, context);
      seen += 1;
      step.meter.charge(cost.perElement(value));
      return value;
    });
  }
  replaceEvaluation(node, (evaluate) => (evaluator, context) => {
    seen = 0;
    return evaluate(evaluator, context);
  });
  chargeAfter(node, step, () => cost.atEnd + (seen < elementsOf(step.values(0)) ? cost.atEarlyEnd : 0));
}

function chargeAfter(node: ASTNode, { meter, result }: MeteredStep, cost: () => number): void {
  replaceEvaluation(node, (evaluate) => (evaluator, context) => {
    const value = evaluate(evaluator, context);
    meter.charge(cost());
    result.value = value;
    return value;
  });
}
