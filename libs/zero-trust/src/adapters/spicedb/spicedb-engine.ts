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
  QuestionContext,
  RelationshipEngine,
  RelationshipQuestionOptions,
  RelationshipRequestOptions,
  TupleChange,
  TupleFilter,
  WriteOptions,
  WriteResult,
} from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { batchInChunks } from '../../authorization/relationships/remote/batch-in-chunks.js';
import { QuestionRules } from '../../authorization/relationships/remote/question-rules.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { withDeadline } from '../../kernel/deadline.js';
import { assertFiniteDoubles } from './finite-doubles.js';
import type { SpiceDbStore } from './spicedb-store.js';
import { DEPENDENCY } from './spicedb-unavailable.error.js';
import { filtersOf } from './tuple-filters.js';
import { WalkedAnswers } from './walked-answers.js';
import type { TupleWriter } from './write-tuples.js';

/** Far below what the server takes, so that a batch is spread over its workers. */
const MAX_CHECKS_PER_BATCH = 100;

/** The server's own limit, `--write-relationships-max-updates-per-call` unless set. */
export const MAX_TUPLES_PER_WRITE = 1_000;

const MAX_CONTEXTUAL_TUPLES = 100;

/** What the engine is made of. */
export interface SpiceDbEngineParts {
  readonly store: SpiceDbStore;
  readonly writer: TupleWriter;
  /** What the schema that the server has means. */
  readonly model: AuthorizationModel;
  readonly timeoutMs: number;
  readonly listTimeoutMs: number;
  readonly readTimeoutMs: number;
}

/**
 * Lets SpiceDB evaluate. Every method rejects when there is no certain answer in time: with a `RelationshipError` if the
 * question is at fault, a `DependencyUnavailableError` if the server is. SpiceDB takes no contextual tuples: a
 * question with some is answered by walking through the model here, with tuples read from one state of the server.
 */
export class SpiceDbRelationshipEngine implements RelationshipEngine, OnApplicationShutdown {
  readonly #parts: SpiceDbEngineParts;
  readonly #rules: QuestionRules;
  readonly #walked: WalkedAnswers;

  constructor(parts: SpiceDbEngineParts) {
    const limits = { maxTuplesPerWrite: MAX_TUPLES_PER_WRITE, maxContextualTuples: MAX_CONTEXTUAL_TUPLES };
    this.#parts = parts;
    this.#rules = new QuestionRules(parts.model, limits);
    this.#walked = new WalkedAnswers(parts);
  }

  get modelVersion(): string {
    return modelVersionOf(this.#parts.model);
  }

  hasRelation(type: string, relation: string): boolean {
    return this.#rules.hasRelation(type, relation);
  }

  async check(query: CheckQuery, options: RelationshipQuestionOptions = {}): Promise<CheckResult> {
    this.#assertCheck(query);
    if (isContextual(query)) return { allowed: await this.#walk(query, options) };
    return { allowed: await this.#parts.store.check(query, options) };
  }

  async batchCheck(
    queries: readonly CheckQuery[],
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly BatchCheckResult[]> {
    return batchInChunks(queries, {
      size: MAX_CHECKS_PER_BATCH,
      assert: (query) => this.#assertCheck(query),
      ask: (chunk) =>
        chunk.some(isContextual)
          ? Promise.all(chunk.map((query) => this.#ownAnswer(query, options)))
          : this.#parts.store.batchCheck(chunk, options),
    });
  }

  async listObjects(
    query: ListObjectsQuery,
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly string[]> {
    this.#rules.assertObjectListing(query);
    assertFiniteDoubles(query, this.#parts.model);
    if (isContextual(query)) return this.#listInTime(options, (own) => this.#walked.listObjects(query, own));
    return this.#parts.store.listObjects(query, options);
  }

  async listSubjects(
    query: ListSubjectsQuery,
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly string[]> {
    const filter = this.#rules.assertSubjectListing(query);
    assertFiniteDoubles(query, this.#parts.model);
    const listing = { ...query, filter };
    if (isContextual(query))
      return this.#listInTime(options, (own) => this.#walked.listSubjects(listing, own));
    return this.#parts.store.listSubjects(listing, options);
  }

  /** Reads the tuples on the way one after the other, all from one state of the server. */
  async explain(query: CheckQuery, options: RelationshipQuestionOptions = {}): Promise<Explanation> {
    this.#assertCheck(query);
    const { readTimeoutMs: timeoutMs } = this.#parts;
    return inTime({ ...options, timeoutMs }, (signal) => this.#walked.explain(query, { ...options, signal }));
  }

  async read(filter: TupleFilter, options: RelationshipQuestionOptions = {}): Promise<readonly Tuple[]> {
    this.#rules.assertFilter(filter);
    const { store, model, readTimeoutMs: timeoutMs } = this.#parts;
    return inTime({ ...options, timeoutMs }, async (signal) => {
      const found: Tuple[] = [];
      for (const one of filtersOf(filter, model))
        found.push(...(await store.read(one, { ...options, signal })));
      return found;
    });
  }

  /** @throws {RelationshipError} also `exceeded_entity_limit`, for more than 1,000 tuples could not be applied as one */
  async write(
    change: TupleChange,
    options: WriteOptions & RelationshipRequestOptions = {},
  ): Promise<WriteResult> {
    const judged = this.#rules.judgeChange(change);
    const isEmpty = judged.writes.length + judged.deletes.length === 0;
    const { store, writer } = this.#parts;
    return { token: isEmpty ? await store.now(options) : await writer.write(judged, options) };
  }

  /** Called by Nest when the application ends. */
  onApplicationShutdown(): void {
    this.#parts.store.close();
  }

  #assertCheck(query: CheckQuery): void {
    this.#rules.assertCheck(query);
    assertFiniteDoubles(query, this.#parts.model);
  }

  #walk(query: CheckQuery, options: RelationshipQuestionOptions): Promise<boolean> {
    const { timeoutMs } = this.#parts;
    return inTime({ ...options, timeoutMs }, (signal) => this.#walked.check(query, { ...options, signal }));
  }

  #listInTime<T>(
    options: RelationshipQuestionOptions,
    list: (options: RelationshipQuestionOptions) => Promise<T>,
  ): Promise<T> {
    const { listTimeoutMs: timeoutMs } = this.#parts;
    return inTime({ ...options, timeoutMs }, (signal) => list({ ...options, signal }));
  }

  async #ownAnswer(query: CheckQuery, options: RelationshipQuestionOptions): Promise<BatchCheckResult> {
    try {
      return await this.check(query, options);
    } catch (error) {
      if (error instanceof RelationshipError) return { allowed: false, error };
      throw error;
    }
  }
}

function isContextual({ contextualTuples = [] }: QuestionContext): boolean {
  return contextualTuples.length > 0;
}

interface Patience extends RelationshipRequestOptions {
  readonly timeoutMs: number;
}

function inTime<T>({ timeoutMs, signal }: Patience, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withDeadline({ dependency: DEPENDENCY, timeoutMs, signal }, act);
}
