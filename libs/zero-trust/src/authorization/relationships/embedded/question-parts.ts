import type { ConditionContext } from '../conditions/condition.js';
import type { QuestionContext } from '../relationship-engine.port.js';
import { quote, RelationshipError } from '../relationship-error.js';
import { ContextualTuples } from './contextual-tuples.js';
import type { RelationGraph } from './relation-graph.js';
import type { TupleView } from './tuple-view.js';

/**
 * The tuples as the question sees them.
 *
 * @throws {RelationshipError} `invalid_tuple` when one of its own is malformed or not permitted by the model
 */
export function viewFor(graph: RelationGraph, { contextualTuples }: QuestionContext): TupleView {
  if (contextualTuples === undefined || contextualTuples.length === 0) return graph.stored;
  return new ContextualTuples(
    graph.store,
    contextualTuples.map((tuple) => graph.permitted.assertContextual(tuple)),
  );
}

/** @throws {RelationshipError} `invalid_context` unless it is an object */
export function contextOf({ context }: QuestionContext): ConditionContext | undefined {
  if (context === undefined) return undefined;
  if (typeof context === 'object' && context !== null && !Array.isArray(context)) return context;
  throw new RelationshipError(
    'invalid_context',
    `The context is ${quote(context)}; pass an object of values`,
  );
}
