import type { BatchCheckResult, CheckQuery, CheckResult } from '../relationship-engine.port.js';
import { RelationshipError } from '../relationship-error.js';
import { CheckSearch } from './check-search.js';
import { prepareCheck, type PreparedCheck } from './prepared-check.js';
import { Question } from './question.js';
import type { RelationGraph } from './relation-graph.js';
import { toError, tooComplex, type Outcome, type ResolutionLimits } from './resolution.js';

const ALLOWED: CheckResult = Object.freeze({ allowed: true });
const DENIED: CheckResult = Object.freeze({ allowed: false });

/** Tuples between an object and a subject that are near. */
const DEPTH_OF_NEAR = 2;

/** Answers checks about the tuples as they are now. */
export class EmbeddedChecks {
  constructor(
    private readonly graph: RelationGraph,
    private readonly limits: ResolutionLimits,
  ) {}

  check(query: CheckQuery): CheckResult {
    const prepared = prepareCheck(this.graph, query);
    return this.#judgeNear(prepared) ?? this.#search(prepared, this.#ask(prepared));
  }

  /** The checks share one bound on steps: what comes after it was reached has no answer. */
  batchCheck(queries: readonly CheckQuery[]): readonly BatchCheckResult[] {
    const budget: Budget = { left: this.limits.maxBatchSteps };
    return queries.map((query) => {
      try {
        return this.#checkWithin(budget, query);
      } catch (error) {
        if (error instanceof RelationshipError) return { allowed: false, error };
        throw error;
      }
    });
  }

  #checkWithin(budget: Budget, query: CheckQuery): CheckResult {
    if (budget.left <= 0) throw tooComplex(`${this.limits.maxBatchSteps} steps for all of a batch`);
    const prepared = prepareCheck(this.graph, query);
    const near = this.#judgeNear(prepared);
    if (near !== undefined) return near;
    const question = this.#ask(prepared);
    try {
      return this.#search(prepared, question);
    } finally {
      budget.left -= question.steps;
    }
  }

  #judgeNear({ node, target, objectId, view }: PreparedCheck): CheckResult | undefined {
    const { stored, store } = this.graph;
    // A question's own tuples, and a bound that may end within a hop, are for the search.
    if (view !== stored || this.limits.maxDepth < DEPTH_OF_NEAR) return undefined;
    const granted = node.near.judge(store, target, objectId);
    if (granted === undefined) return undefined;
    return granted ? ALLOWED : DENIED;
  }

  #search({ node, objectId }: PreparedCheck, question: Question): CheckResult {
    return toResult(new CheckSearch(question, false).run(node, objectId));
  }

  #ask({ view, target, context }: PreparedCheck): Question {
    const { maxDepth, maxCheckSteps: maxSteps } = this.limits;
    return new Question({ view, target, context, maxDepth, maxSteps });
  }
}

interface Budget {
  left: number;
}

function toResult(outcome: Outcome): CheckResult {
  if (typeof outcome === 'object') throw toError(outcome);
  return outcome === 'granted' ? ALLOWED : DENIED;
}
