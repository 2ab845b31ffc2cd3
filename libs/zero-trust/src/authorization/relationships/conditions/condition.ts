import type { ConditionDefinition } from './condition-definition.js';

/** Values for the parameters of conditions, as JSON has them. */
export type ConditionContext = Readonly<Record<string, unknown>>;

/** Why a condition has no answer. Where nothing else decides, it becomes a `RelationshipError` of that reason. */
export interface UndecidedCondition {
  /**
   * - `condition_undecided`: a value is missing, or the evaluation failed or cost too much
   * - `invalid_context`: a value cannot be what its parameter is declared to be
   */
  readonly reason: 'condition_undecided' | 'invalid_context';
  /** Names the condition and the parameters; holds no value. */
  readonly message: string;
  /** The names of the parameters that have no value, in the order of the model. */
  readonly missing: readonly string[];
}

/** What a condition comes to: only `true` lets the tuple count, and what is undecided never does. */
export type ConditionOutcome = boolean | UndecidedCondition;

/** A condition and the values of one question. */
export interface ConditionForRequest {
  /** As {@link Condition.evaluate}. */
  evaluate(tupleContext?: ConditionContext): ConditionOutcome;

  /** How much of the tuple and the request an evaluation may have to look at; an element counts one. Never throws. */
  size(tupleContext?: ConditionContext): number;
}

/** A condition of the model, compiled and type-checked once. */
export interface Condition extends ConditionDefinition {
  /**
   * Whether the condition holds. Values of the tuple win over values of the request, a value for no parameter is
   * passed over. Never throws, and ends within a bound on its cost whatever the values are.
   */
  evaluate(tupleContext?: ConditionContext, requestContext?: ConditionContext): ConditionOutcome;

  /** The same for the many tuples of one question, whose values must not change meanwhile. */
  forRequest(requestContext?: ConditionContext): ConditionForRequest;

  /**
   * Judges the context of a tuple that is to be written: every value must be of a declared parameter and its type.
   *
   * @throws {RelationshipError} `invalid_context`, naming the parameter
   */
  assertContext(context?: ConditionContext): void;
}
