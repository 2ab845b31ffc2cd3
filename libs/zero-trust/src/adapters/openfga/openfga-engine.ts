import type { AuthorizationModel } from '../../authorization/relationships/authorization-model.js';
import type {
  BatchCheckResult,
  CheckQuery,
  CheckResult,
  ListObjectsQuery,
  RelationshipEngine,
  RelationshipRequestOptions,
  TupleChange,
  TupleFilter,
  WriteOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { withDeadline } from '../../kernel/deadline.js';
import type { OpenFgaStore } from './openfga-store.js';
import { DEPENDENCY } from './openfga-unavailable.error.js';
import { QuestionRules } from './question-rules.js';
import { readTuples } from './read-tuples.js';

/** The server's own limit, `OPENFGA_MAX_CHECKS_PER_BATCH_CHECK` unless set. */
const MAX_CHECKS_PER_BATCH = 50;

/** What the engine is made of. */
export interface OpenFgaEngineParts {
  readonly store: OpenFgaStore;
  /** What the model that the store asks means. */
  readonly model: AuthorizationModel;
  readonly readTimeoutMs: number;
}

/**
 * Lets an OpenFGA server evaluate. Every method rejects when there is no certain answer in time: with a
 * `RelationshipError` if the question is at fault, a `DependencyUnavailableError` if the server is.
 */
export class OpenFgaRelationshipEngine implements RelationshipEngine {
  readonly #store: OpenFgaStore;
  readonly #rules: QuestionRules;
  readonly #readTimeoutMs: number;

  constructor({ store, model, readTimeoutMs }: OpenFgaEngineParts) {
    this.#store = store;
    this.#rules = new QuestionRules(model);
    this.#readTimeoutMs = readTimeoutMs;
  }

  hasRelation(type: string, relation: string): boolean {
    return this.#rules.hasRelation(type, relation);
  }

  async check(query: CheckQuery, options: RelationshipRequestOptions = {}): Promise<CheckResult> {
    this.#rules.assertCheck(query);
    return { allowed: await this.#store.check(query, options) };
  }

  async batchCheck(
    queries: readonly CheckQuery[],
    options: RelationshipRequestOptions = {},
  ): Promise<readonly BatchCheckResult[]> {
    const refusals = queries.map((query) => this.#refusal(query));
    const asked = queries.filter((_, index) => refusals[index] === undefined);
    const answers = await this.#askInBatches(asked, options);
    let next = 0;
    return refusals.map((refusal) => refusal ?? (answers[next++] as BatchCheckResult));
  }

  async listObjects(
    query: ListObjectsQuery,
    options: RelationshipRequestOptions = {},
  ): Promise<readonly string[]> {
    this.#rules.assertListing(query);
    return this.#store.listObjects(query, options);
  }

  /** Without an object and a subject the whole store is read, for the server cannot look tuples up by less. */
  async read(filter: TupleFilter, options: RelationshipRequestOptions = {}): Promise<readonly Tuple[]> {
    this.#rules.assertFilter(filter);
    const deadline = { dependency: DEPENDENCY, timeoutMs: this.#readTimeoutMs };
    return withDeadline(deadline, (expiry) => {
      const signal = options.signal === undefined ? expiry : AbortSignal.any([expiry, options.signal]);
      return readTuples({ store: this.#store, types: this.#rules.types, filter, signal });
    });
  }

  /** @throws {RelationshipError} also `exceeded_entity_limit`, for more than 100 tuples could not be applied as one */
  async write(change: TupleChange, options: WriteOptions & RelationshipRequestOptions = {}): Promise<void> {
    const judged = this.#rules.judgeChange(change);
    if (judged.writes.length + judged.deletes.length > 0) await this.#store.write(judged, options);
  }

  async #askInBatches(
    queries: readonly CheckQuery[],
    options: RelationshipRequestOptions,
  ): Promise<readonly BatchCheckResult[]> {
    const batches: Promise<readonly BatchCheckResult[]>[] = [];
    for (let from = 0; from < queries.length; from += MAX_CHECKS_PER_BATCH) {
      batches.push(this.#store.batchCheck(queries.slice(from, from + MAX_CHECKS_PER_BATCH), options));
    }
    return (await Promise.all(batches)).flat();
  }

  #refusal(query: CheckQuery): BatchCheckResult | undefined {
    try {
      this.#rules.assertCheck(query);
      return undefined;
    } catch (error) {
      if (error instanceof RelationshipError) return { allowed: false, error };
      throw error;
    }
  }
}
