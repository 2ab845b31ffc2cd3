import type { ASTNode } from '@marcbachmann/cel-js';

/** Evaluates a step with the library's evaluator in a context of its own. */
export type Evaluation = (evaluator: unknown, context: unknown) => unknown;

type LibraryEvaluation = (evaluator: unknown, node: unknown, context: unknown) => unknown;

/** What the library keeps on its nodes beside what it declares: how a checked node is evaluated. */
interface EvaluableNode {
  evaluate: LibraryEvaluation;
  readonly checkedType?: { readonly kind?: string; readonly name?: string };
  readonly meta: {
    readonly evaluate?: LibraryEvaluation;
    readonly alternate?: Evaluable;
    readonly macro?: Evaluable;
  };
}

interface Evaluable {
  readonly evaluate: LibraryEvaluation;
}

/** Puts something else into the place of a checked node's evaluation, which it is given. */
export function replaceEvaluation(node: ASTNode, replace: (evaluate: Evaluation) => Evaluation): void {
  const evaluable = asEvaluable(node);
  const replacement = replace(evaluationOf(evaluable));
  evaluable.evaluate = (evaluator, _node, context) => replacement(evaluator, context);
}

/** Evaluates a node as it now is. */
export function evaluationAt(node: ASTNode): Evaluation {
  const evaluable = asEvaluable(node);
  return (evaluator, context) => evaluable.evaluate(evaluator, evaluable, context);
}

/** The type of a checked node: `int`, `dyn`, `list<int>`. */
export function checkedTypeOf(node: ASTNode): string {
  return asEvaluable(node).checkedType?.name ?? 'dyn';
}

/** Whether the library knew what a name stands for when it checked the expression. */
export function isNamedConstant(node: ASTNode): boolean {
  return node.op === 'id' && asEvaluable(node).meta.alternate !== undefined;
}

function evaluationOf(node: EvaluableNode): Evaluation {
  // The inherited method looks up the step on its first call and would then put it into the place of the replacement.
  if (Object.hasOwn(node, 'evaluate')) {
    const { evaluate } = node;
    return (evaluator, context) => evaluate(evaluator, node, context);
  }
  const inner = node.meta.alternate ?? node.meta.macro;
  if (inner) return (evaluator, context) => inner.evaluate(evaluator, inner, context);
  const { evaluate } = node.meta;
  if (evaluate === undefined) throw unexpected();
  return (evaluator, context) => evaluate(evaluator, node, context);
}

function asEvaluable(node: unknown): EvaluableNode {
  if (!isEvaluable(node)) throw unexpected();
  return node;
}

function isEvaluable(node: unknown): node is EvaluableNode {
  if (typeof node !== 'object' || node === null) return false;
  return 'evaluate' in node && 'meta' in node && typeof node.meta === 'object' && node.meta !== null;
}

function unexpected(): TypeError {
  return new TypeError('the nodes of the expression library are not as expected');
}
