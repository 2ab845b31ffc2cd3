import type { OnApplicationShutdown } from '@nestjs/common';
import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import { modelVersionOf } from '../../authorization/relationships/model/model-fingerprint.js';
import type {
  BatchCheckResult,
  CheckQuery,
  CheckResult,
  Explanation,
  ListObjectsQuery,
  ListSubjectsQuery,
  RelationshipEngine,
  RelationshipQuestionOptions,
  RelationshipRequestOptions,
  TupleChange,
  TupleFilter,
  WriteOptions,
  WriteResult,
} from '../../authorization/relationships/relationship-engine.port.js';
import { batchInChunks } from '../../authorization/relationships/remote/batch-in-chunks.js';
import { QuestionRules } from '../../authorization/relationships/remote/question-rules.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { withDeadline } from '../../kernel/deadline.js';
import { DecisionCache } from './decision-cache.js';
import { explainCheck } from './explain-check.js';
import type { OpenFgaStore } from './openfga-store.js';
import { DEPENDENCY } from './openfga-unavailable.error.js';
import { readTuples } from './read-tuples.js';

/** The server's own limit, `OPENFGA_MAX_CHECKS_PER_BATCH_CHECK` unless set. */
const MAX_CHECKS_PER_BATCH = 50;

/** The server's own limit, `OPENFGA_MAX_TUPLES_PER_WRITE` unless set; more would need several calls, which are not atomic. */
export const MAX_TUPLES_PER_WRITE = 100;

/** The API's own limit for one question. */
const MAX_CONTEXTUAL_TUPLES = 100;

/** What the engine is made of. */
export interface OpenFgaEngineParts {
  readonly store: OpenFgaStore;
  /** What the model that the store asks means. */
  readonly model: AuthorizationModel;
  readonly readTimeoutMs: number;
  readonly decisionCacheSeconds: number;
}

/**
 * Lets an OpenFGA server evaluate. Every method rejects when there is no certain answer in time: with a
 * `RelationshipError` if the question is at fault, a `DependencyUnavailableError` if the server is.
 */
export class OpenFgaRelationshipEngine implements RelationshipEngine, OnApplicationShutdown {
  readonly #store: OpenFgaStore;
  readonly #model: AuthorizationModel;
  readonly #rules: QuestionRules;
  readonly #readTimeoutMs: number;
  readonly #decisions: DecisionCache;

  constructor({ store, model, readTimeoutMs, decisionCacheSeconds }: OpenFgaEngineParts) {
    const limits = { maxTuplesPerWrite: MAX_TUPLES_PER_WRITE, maxContextualTuples: MAX_CONTEXTUAL_TUPLES };
    this.#store = store;
    this.#model = model;
    this.#rules = new QuestionRules(model, limits);
    this.#readTimeoutMs = readTimeoutMs;
    this.#decisions = new DecisionCache({ seconds: decisionCacheSeconds });
  }

  get modelVersion(): string {
    return modelVersionOf(this.#model);
  }

  hasRelation(type: string, relation: string): boolean {
    return this.#rules.hasRelation(type, relation);
  }

  async check(query: CheckQuery, options: RelationshipQuestionOptions = {}): Promise<CheckResult> {
    this.#rules.assertCheck(query);
    const ask = (): Promise<boolean> => this.#store.check(query, options);
    return { allowed: await this.#decisions.answer({ query, options, ask }) };
  }

  async batchCheck(
    queries: readonly CheckQuery[],
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly BatchCheckResult[]> {
    return batchInChunks(queries, {
      size: MAX_CHECKS_PER_BATCH,
      assert: (query) => this.#rules.assertCheck(query),
      ask: (chunk) => this.#store.batchCheck(chunk, options),
    });
  }

  async listObjects(
    query: ListObjectsQuery,
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly string[]> {
    this.#rules.assertObjectListing(query);
    return this.#store.listObjects(query, options);
  }

  async listSubjects(
    query: ListSubjectsQuery,
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly string[]> {
    const kind = this.#rules.assertSubjectListing(query);
    return this.#store.listSubjects({ ...query, filter: kind }, options);
  }

  /** Reads the tuples on the way one after the other; the server itself explains nothing. */
  async explain(query: CheckQuery, options: RelationshipQuestionOptions = {}): Promise<Explanation> {
    this.#rules.assertCheck(query);
    return this.#inReadTime(options, (signal) =>
      explainCheck({ store: this.#store, model: this.#model, query, options: { ...options, signal } }),
    );
  }

  /** Without an object and a subject the whole store is read, for the server cannot look tuples up by less. */
  async read(filter: TupleFilter, options: RelationshipQuestionOptions = {}): Promise<readonly Tuple[]> {
    this.#rules.assertFilter(filter);
    return this.#inReadTime(options, (signal) =>
      readTuples({
        store: this.#store,
        types: this.#rules.types,
        filter,
        options: { ...options, signal },
      }),
    );
  }

  /** @throws {RelationshipError} also `exceeded_entity_limit`, for more than 100 tuples could not be applied as one */
  async write(
    change: TupleChange,
    options: WriteOptions & RelationshipRequestOptions = {},
  ): Promise<WriteResult> {
    const judged = this.#rules.judgeChange(change);
    if (judged.writes.length + judged.deletes.length > 0)
      await this.#change(() => this.#store.write(judged, options));
    // The server has no names for its states: any token makes it look past its caches.
    return { token: new Date().toISOString() };
  }

  /** Called by Nest when the application ends. */
  onApplicationShutdown(): void {
    this.#store.close();
  }

  async #change(write: () => Promise<void>): Promise<void> {
    this.#decisions.clear();
    try {
      await write();
    } finally {
      this.#decisions.clear();
    }
  }

  #inReadTime<T>(
    { signal }: RelationshipRequestOptions,
    act: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return withDeadline({ dependency: DEPENDENCY, timeoutMs: this.#readTimeoutMs, signal }, act);
  }
}
