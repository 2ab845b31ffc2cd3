import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { RelationshipError } from './relationship-error.js';
import type { Tuple } from './tuple.js';

/** What a question brings along beside the stored tuples; it holds for this one question. */
export interface QuestionContext {
  /** Tuples that count as stored, in preference to a stored tuple of the same parts. */
  readonly contextualTuples?: readonly Tuple[];
  /** Values for the parameters of conditions. A tuple's own context wins over these. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** “Does `subject` have `relation` on `object`?” in OpenFGA notation. */
export interface CheckQuery extends QuestionContext {
  /** An object (`user:alice`), a userset (`organization:acme#member`) or everyone of a type (`user:*`). */
  readonly subject: string;
  readonly relation: string;
  /** `type:id` */
  readonly object: string;
}

/** The answer to a {@link CheckQuery}. Only `allowed === true` grants. */
export interface CheckResult {
  readonly allowed: boolean;
}

/** One answer of a batch; a query without an answer is denied and says why. */
export interface BatchCheckResult extends CheckResult {
  readonly error?: RelationshipError;
}

/** “On which objects of `type` does `subject` have `relation`?” */
export interface ListObjectsQuery extends QuestionContext {
  readonly subject: string;
  readonly relation: string;
  readonly type: string;
}

/** “Which subjects of one kind have `relation` on `object`?” */
export interface ListSubjectsQuery extends QuestionContext {
  /** `type:id` */
  readonly object: string;
  readonly relation: string;
  /** `user` for objects of that type, `organization#member` for usersets. */
  readonly kind: string;
}

/** How a question came to its answer. */
export interface Explanation extends CheckResult {
  /** The path that granted or, where nothing did, what was tried. */
  readonly tree: ExplanationNode;
}

/** One step of an {@link Explanation}. */
export interface ExplanationNode {
  /** What was asked here, `order:1#viewer@user:alice`. */
  readonly question: string;
  /** The model's rule that was applied, as the model writes it: `editor`, `member from organization`, `a but not b`. */
  readonly rule: string;
  readonly outcome: 'granted' | 'not_granted' | 'undecided';
  /** The tuple that decided, `order:1#editor@user:alice`. */
  readonly tuple?: string;
  /** The condition of that tuple and what became of it, in words without values. */
  readonly condition?: string;
  readonly children: readonly ExplanationNode[];
}

/** Which stored tuples to read; parts left out match everything. */
export interface TupleFilter {
  readonly subject?: string;
  readonly relation?: string;
  readonly object?: string;
  /** The type of the object, where no single object is meant. */
  readonly type?: string;
}

/** Tuples to add and to remove as one: all of it happens or none. */
export interface TupleChange {
  readonly writes?: readonly Tuple[];
  readonly deletes?: readonly Tuple[];
}

/** How a change treats tuples that are already as it wants them. */
export interface WriteOptions {
  /** A write of a tuple that exists. @defaultValue `'error'` */
  readonly onDuplicate?: 'error' | 'ignore';
  /** A delete of a tuple that does not exist. @defaultValue `'error'` */
  readonly onMissing?: 'error' | 'ignore';
}

/**
 * Names a state of the tuples; opaque, made by one engine and understood by that engine alone. A question that carries
 * it is answered from that state or a later one.
 */
export type ConsistencyToken = string;

/** What a change came to. */
export interface WriteResult {
  /** Names the state that holds the change. */
  readonly token: ConsistencyToken;
}

/** Bounds the wait for an engine in another process. */
export interface RelationshipRequestOptions {
  readonly signal?: AbortSignal;
}

/** Options of a question. */
export interface RelationshipQuestionOptions extends RelationshipRequestOptions {
  /** Answer from the state that this names or a later one. @defaultValue what the engine has at hand */
  readonly atLeast?: ConsistencyToken;
}

/**
 * Answers who has which relation on which object: the port of relationship-based access control.
 * Every method throws or rejects with a {@link RelationshipError} when it has no certain answer, and
 * whoever asks must take that for a deny. Import the interface and the injection token under one name.
 */
export interface RelationshipEngine {
  /** Names the model by which it answers, for the audit record; another model has another name. @defaultValue not told */
  readonly modelVersion?: string | undefined;

  /** Whether the model defines the relation; known once the engine is made, so that routes can be judged at boot. */
  hasRelation(type: string, relation: string): boolean;

  /**
   * @throws {RelationshipError} `type_not_found`, `relation_not_found`, `invalid_object`, `invalid_subject`,
   * `invalid_tuple` (a contextual one), `invalid_context`, `condition_undecided`, `resolution_too_complex`
   */
  check(query: CheckQuery, options?: RelationshipQuestionOptions): MaybePromise<CheckResult>;

  /** Several checks in the order asked; an error of one is its own deny and leaves the others alone. */
  batchCheck(
    queries: readonly CheckQuery[],
    options?: RelationshipQuestionOptions,
  ): MaybePromise<readonly BatchCheckResult[]>;

  /**
   * The objects, complete and sorted: a list that cannot be complete is an error, never a shorter list.
   *
   * @throws {RelationshipError} as {@link RelationshipEngine.check}
   */
  listObjects(
    query: ListObjectsQuery,
    options?: RelationshipQuestionOptions,
  ): MaybePromise<readonly string[]>;

  /**
   * The subjects, complete and sorted: `user:alice`, `organization:acme#member`, and `user:*` where everyone of the
   * type has the relation.
   *
   * @throws {RelationshipError} as {@link RelationshipEngine.check}
   */
  listSubjects(
    query: ListSubjectsQuery,
    options?: RelationshipQuestionOptions,
  ): MaybePromise<readonly string[]>;

  /**
   * Why a check is answered as it is; for people and audits, never asked during a request.
   *
   * @throws {RelationshipError} as {@link RelationshipEngine.check}
   */
  explain(query: CheckQuery, options?: RelationshipQuestionOptions): MaybePromise<Explanation>;

  /** Stored tuples only, in no particular order; nothing is derived. */
  read(filter: TupleFilter, options?: RelationshipQuestionOptions): MaybePromise<readonly Tuple[]>;

  /**
   * @throws {RelationshipError} `invalid_tuple` when the model does not permit a written tuple,
   * `duplicate_tuple_in_request`, `tuple_already_exists`, `tuple_not_found`, `exceeded_entity_limit`; the store is
   * then unchanged
   */
  write(change: TupleChange, options?: WriteOptions & RelationshipRequestOptions): MaybePromise<WriteResult>;
}

/** Injection token of the {@link RelationshipEngine}. */
export const RelationshipEngine = Symbol('RelationshipEngine');
