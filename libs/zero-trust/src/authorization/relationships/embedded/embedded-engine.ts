import type { OnApplicationShutdown } from '@nestjs/common';
import { chain, isPromise, type MaybePromise } from '../../../kernel/maybe-promise.js';
import type { AuthorizationModel } from '../model/authorization-model.js';
import { modelVersionOf } from '../model/model-fingerprint.js';
import { parseObject, parseSubject } from '../names.js';
import type {
  BatchCheckResult,
  CheckQuery,
  CheckResult,
  ConsistencyToken,
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
} from '../relationship-engine.port.js';
import type { Tuple } from '../tuple.js';
import type { TupleJudge } from '../tuple-judge.port.js';
import type { TupleStore } from '../tuples/tuple-store.port.js';
import { compileRelations } from './compile-relations.js';
import { EmbeddedChecks } from './embedded-checks.js';
import { EmbeddedQuestions } from './embedded-questions.js';
import type { RelationGraph } from './relation-graph.js';
import { DEFAULT_LIMITS, type ResolutionLimits } from './resolution.js';

/** What the engine is made of. */
export interface EmbeddedEngineParts {
  readonly model: AuthorizationModel;
  readonly store: TupleStore;
  /** @defaultValue {@link DEFAULT_LIMITS} */
  readonly limits?: ResolutionLimits;
}

/**
 * Evaluates a model in this process. Every question is answered synchronously, so a check never puts a request off, but
 * for a store that has to catch up first.
 */
export class EmbeddedRelationshipEngine implements RelationshipEngine, TupleJudge, OnApplicationShutdown {
  readonly #store: TupleStore;
  readonly #graph: RelationGraph;
  readonly #checks: EmbeddedChecks;
  readonly #questions: EmbeddedQuestions;

  constructor({ model, store, limits = DEFAULT_LIMITS }: EmbeddedEngineParts) {
    this.#store = store;
    this.#graph = compileRelations(model, store);
    this.#checks = new EmbeddedChecks(this.#graph, limits);
    this.#questions = new EmbeddedQuestions(this.#graph, limits);
  }

  get modelVersion(): string {
    return modelVersionOf(this.#graph.model);
  }

  hasRelation(type: string, relation: string): boolean {
    return this.#graph.model.hasRelation(type, relation);
  }

  check(query: CheckQuery, options?: RelationshipQuestionOptions): MaybePromise<CheckResult> {
    const fresh = this.#store.ensureFresh(options);
    return isPromise(fresh) ? fresh.then(() => this.#checks.check(query)) : this.#checks.check(query);
  }

  batchCheck(
    queries: readonly CheckQuery[],
    options?: RelationshipQuestionOptions,
  ): MaybePromise<readonly BatchCheckResult[]> {
    return chain(this.#store.ensureFresh(options), () => this.#checks.batchCheck(queries));
  }

  listObjects(
    query: ListObjectsQuery,
    options?: RelationshipQuestionOptions,
  ): MaybePromise<readonly string[]> {
    return chain(this.#store.ensureFresh(options), () => this.#questions.listObjects(query));
  }

  listSubjects(
    query: ListSubjectsQuery,
    options?: RelationshipQuestionOptions,
  ): MaybePromise<readonly string[]> {
    return chain(this.#store.ensureFresh(options), () => this.#questions.listSubjects(query));
  }

  explain(query: CheckQuery, options?: RelationshipQuestionOptions): MaybePromise<Explanation> {
    return chain(this.#store.ensureFresh(options), () => this.#questions.explain(query));
  }

  read(filter: TupleFilter, options?: RelationshipQuestionOptions): MaybePromise<readonly Tuple[]> {
    if (filter.object !== undefined) parseObject(filter.object);
    if (filter.subject !== undefined) parseSubject(filter.subject);
    return chain(this.#store.ensureFresh(options), () => this.#store.read(filter));
  }

  write(
    change: TupleChange,
    options: WriteOptions & RelationshipRequestOptions = {},
  ): MaybePromise<WriteResult> {
    for (const tuple of change.writes ?? []) this.assertWritable(tuple);
    return this.#store.write(change, options);
  }

  assertWritable(tuple: Tuple): void {
    this.#graph.permitted.assertWritable(tuple);
  }

  onCommitted(token: ConsistencyToken, options?: RelationshipRequestOptions): MaybePromise<void> {
    return this.#store.ensureFresh({ ...options, atLeast: token });
  }

  /** Called by Nest: ends what the store does by itself. */
  async onApplicationShutdown(): Promise<void> {
    await this.#store.close?.();
  }
}
