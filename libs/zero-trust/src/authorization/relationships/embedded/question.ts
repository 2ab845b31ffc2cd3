import type { Condition, ConditionContext, ConditionForRequest } from '../conditions/condition.js';
import { OutcomeMemo } from './outcome-memo.js';
import { tooComplex, type ResolutionTarget } from './resolution.js';
import type { TupleView } from './tuple-view.js';

/** What one question is asked with, and how much of it may still be looked at. */
export interface QuestionParts {
  readonly view: TupleView;
  readonly target: ResolutionTarget;
  readonly context: ConditionContext | undefined;
  readonly maxDepth: number;
  readonly maxSteps: number;
  /** Whether whatever cannot be told is an error, as it is in a list that has to be complete. @defaultValue false */
  readonly isStrict?: boolean;
}

/** One question about one subject, shared by everything that is searched to answer it. */
export class Question {
  readonly view: TupleView;
  readonly target: ResolutionTarget;
  readonly maxDepth: number;
  readonly isStrict: boolean;
  readonly #context: ConditionContext | undefined;
  readonly #maxSteps: number;
  #steps = 0;
  #memo: OutcomeMemo | undefined;
  #conditions: Map<Condition, ConditionForRequest> | undefined;

  constructor({ view, target, context, maxDepth, maxSteps, isStrict = false }: QuestionParts) {
    this.view = view;
    this.target = target;
    this.#context = context;
    this.maxDepth = maxDepth;
    this.isStrict = isStrict;
    this.#maxSteps = maxSteps;
  }

  /** Made when first needed: a model without `and` and `but not` never has one. */
  get memo(): OutcomeMemo {
    this.#memo ??= new OutcomeMemo();
    return this.#memo;
  }

  /** The condition with the values of this question, which are converted once for all tuples. */
  bind(condition: Condition): ConditionForRequest {
    this.#conditions ??= new Map();
    const bound = this.#conditions.get(condition) ?? condition.forRequest(this.#context);
    this.#conditions.set(condition, bound);
    return bound;
  }

  /** The steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** @throws {RelationshipError} `resolution_too_complex` past the limit on steps */
  step(count: number): void {
    this.#steps += count;
    if (this.#steps > this.#maxSteps) throw tooComplex(`${this.#maxSteps} steps`);
  }
}
