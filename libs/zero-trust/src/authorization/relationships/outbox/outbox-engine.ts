import type { OnApplicationShutdown } from '@nestjs/common';
import type { PermittedTuples } from '../model/permitted-tuples.js';
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
} from '../relationship-engine.port.js';
import { RelationshipError } from '../relationship-error.js';
import type { TupleJudge } from '../tuple-judge.port.js';
import type { Tuple } from '../tuple.js';
import { askDependency } from './ask-dependency.js';
import { OUTBOX } from './claim-keeper.js';
import type { QuestionScope } from './concerned-changes.js';
import type { OutboxDelivery } from './outbox-delivery.js';
import type { Outbox, OutboxLag } from './outbox.port.js';
import type { PendingTuples } from './pending-tuples.js';
import { checkScope, objectsScope, subjectsScope } from './question-scopes.js';
import type { TupleLedger } from './tuple-ledger.port.js';

/** How the ledger is called in denials and logs. */
const LEDGER = 'relationship tuples';

/** What the engine is made of. */
export interface OutboxEngineParts {
  /** Answers the questions, from a copy of the tuples that lags behind. */
  readonly engine: RelationshipEngine & Partial<OnApplicationShutdown>;
  readonly ledger: TupleLedger;
  readonly outbox: Outbox;
  readonly delivery: OutboxDelivery;
  readonly pending: PendingTuples;
  /** How long a statement of ledger or outbox may take. */
  readonly timeoutMs: number;
  /** Which tuples the model permits. */
  readonly permitted: Pick<PermittedTuples, 'assertWritable'>;
}

/**
 * Lets an engine elsewhere answer as if it had every tuple that is committed. Tuples are read from and written to the
 * ledger; the engine hears of them through the outbox, and with each question of what it may not have heard.
 *
 * Every answer is at least as fresh as everything committed before the question, so that no token is needed for that.
 */
export class OutboxRelationshipEngine implements RelationshipEngine, TupleJudge, OnApplicationShutdown {
  constructor(private readonly parts: OutboxEngineParts) {}

  get modelVersion(): string | undefined {
    return this.parts.engine.modelVersion;
  }

  hasRelation(type: string, relation: string): boolean {
    return this.parts.engine.hasRelation(type, relation);
  }

  async check(query: CheckQuery, options: RelationshipQuestionOptions = {}): Promise<CheckResult> {
    const told = await this.#tell({ query, kind: 'check', scope: checkScope(query) }, options);
    return this.parts.engine.check(told, requestOnly(options));
  }

  async batchCheck(
    queries: readonly CheckQuery[],
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly BatchCheckResult[]> {
    const scopes = queries.map(scopeOrError);
    const sound = queries.filter((_, index) => isScope(scopes[index]));
    const known = scopes.filter(isScope);
    const tuples = await this.parts.pending.of({ kind: 'check', scopes: known, contexts: sound }, options);
    const told = sound.map((query, index) => withTuples(query, tuples[index] ?? []));
    const answers = await this.parts.engine.batchCheck(told, requestOnly(options));
    let next = 0;
    return scopes.map((scope) =>
      isScope(scope) ? (answers[next++] ?? { allowed: false }) : { allowed: false, error: scope },
    );
  }

  async listObjects(
    query: ListObjectsQuery,
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly string[]> {
    const told = await this.#tell({ query, kind: 'list', scope: objectsScope(query) }, options);
    return this.parts.engine.listObjects(told, requestOnly(options));
  }

  async listSubjects(
    query: ListSubjectsQuery,
    options: RelationshipQuestionOptions = {},
  ): Promise<readonly string[]> {
    const told = await this.#tell({ query, kind: 'list', scope: subjectsScope(query) }, options);
    return this.parts.engine.listSubjects(told, requestOnly(options));
  }

  async explain(query: CheckQuery, options: RelationshipQuestionOptions = {}): Promise<Explanation> {
    const told = await this.#tell({ query, kind: 'check', scope: checkScope(query) }, options);
    return this.parts.engine.explain(told, requestOnly(options));
  }

  /** From the ledger, which has everything that is committed. */
  async read(filter: TupleFilter, options: RelationshipQuestionOptions = {}): Promise<readonly Tuple[]> {
    return this.#ask(LEDGER, options, (own) => this.parts.ledger.read(filter, own));
  }

  /**
   * To the ledger; the engine hears of it at once or, if it is down, later.
   *
   * @throws {RelationshipError} as `RelationshipEngine.write`
   * @throws {DependencyUnavailableError} when the ledger fails or is too slow; the change may still come to be
   */
  async write(
    change: TupleChange,
    options: WriteOptions & RelationshipRequestOptions = {},
  ): Promise<WriteResult> {
    for (const tuple of change.writes ?? []) this.assertWritable(tuple);
    const result = await this.#ask(LEDGER, options, (own) =>
      this.parts.ledger.write(change, { ...options, ...own }),
    );
    this.parts.delivery.notify();
    return result;
  }

  assertWritable(tuple: Tuple): void {
    this.parts.permitted.assertWritable(tuple);
  }

  /** Has the change delivered at once, rather than with the next look at the outbox. */
  onCommitted(): void {
    this.parts.delivery.notify();
  }

  /** How far the engine is behind. @throws {DependencyUnavailableError} when the outbox does not answer */
  async lag(options: RelationshipRequestOptions = {}): Promise<OutboxLag> {
    return this.#ask(OUTBOX, options, (own) => this.parts.outbox.lag(own));
  }

  /** Called by Nest when the application ends. */
  async onApplicationShutdown(): Promise<void> {
    await this.parts.delivery.stop();
    await this.parts.engine.onApplicationShutdown?.();
  }

  #ask<T>(
    dependency: string,
    { signal }: RelationshipRequestOptions,
    ask: (options: Required<RelationshipRequestOptions>) => T | PromiseLike<T>,
  ): Promise<T> {
    return askDependency({ dependency, timeoutMs: this.parts.timeoutMs, signal }, ask);
  }

  async #tell<Query extends QuestionContext>(
    { query, kind, scope }: Told<Query>,
    options: RelationshipRequestOptions,
  ): Promise<Query> {
    const question = { kind, scopes: [scope], contexts: [query] };
    const [tuples = []] = await this.parts.pending.of(question, options);
    return withTuples(query, tuples);
  }
}

interface Told<Query extends QuestionContext> {
  readonly query: Query;
  readonly kind: 'check' | 'list';
  readonly scope: QuestionScope;
}

function withTuples<Query extends QuestionContext>(query: Query, tuples: readonly Tuple[]): Query {
  if (tuples.length === 0) return query;
  return { ...query, contextualTuples: [...(query.contextualTuples ?? []), ...tuples] };
}

/**
 * The ledger's tokens mean nothing to the engine. No answer is older than they ask for: what is committed was read after
 * the question came, and the engine answers from its newest state, because no other one is taken.
 */
function requestOnly({ signal }: RelationshipQuestionOptions): RelationshipRequestOptions {
  return signal === undefined ? {} : { signal };
}

function isScope(scope: QuestionScope | RelationshipError | undefined): scope is QuestionScope {
  return scope !== undefined && !(scope instanceof RelationshipError);
}

function scopeOrError(query: CheckQuery): QuestionScope | RelationshipError {
  try {
    return checkScope(query);
  } catch (error) {
    if (error instanceof RelationshipError) return error;
    throw error;
  }
}
