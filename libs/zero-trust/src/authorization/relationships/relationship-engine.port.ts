import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { RelationshipError } from './relationship-error.js';
import type { Tuple } from './tuple.js';

/** “Does `subject` have `relation` on `object`?” in OpenFGA notation. */
export interface CheckQuery {
  /** An object (`user:alice`) or a userset (`organization:acme#member`). */
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
export interface ListObjectsQuery {
  readonly subject: string;
  readonly relation: string;
  readonly type: string;
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

/** Bounds the wait for an engine in another process. */
export interface RelationshipRequestOptions {
  readonly signal?: AbortSignal;
}

/**
 * Answers who has which relation on which object: the port of relationship-based access control.
 * Every method throws or rejects with a {@link RelationshipError} when it has no certain answer, and
 * whoever asks must take that for a deny. Import the interface and the injection token under one name.
 */
export interface RelationshipEngine {
  /** Whether the model defines the relation; known once the engine is made, so that routes can be judged at boot. */
  hasRelation(type: string, relation: string): boolean;

  /**
   * @throws {RelationshipError} `type_not_found`, `relation_not_found`, `invalid_object`, `invalid_subject`,
   * `resolution_too_complex`
   */
  check(query: CheckQuery, options?: RelationshipRequestOptions): MaybePromise<CheckResult>;

  /** Several checks in the order asked; an error of one is its own deny and leaves the others alone. */
  batchCheck(
    queries: readonly CheckQuery[],
    options?: RelationshipRequestOptions,
  ): MaybePromise<readonly BatchCheckResult[]>;

  /**
   * The objects, complete and sorted: a list that cannot be complete is an error, never a shorter list.
   *
   * @throws {RelationshipError} as {@link RelationshipEngine.check}
   */
  listObjects(query: ListObjectsQuery, options?: RelationshipRequestOptions): MaybePromise<readonly string[]>;

  /** Stored tuples only, in no particular order; nothing is derived. */
  read(filter: TupleFilter, options?: RelationshipRequestOptions): MaybePromise<readonly Tuple[]>;

  /**
   * @throws {RelationshipError} `invalid_tuple` when the model does not permit a written tuple,
   * `duplicate_tuple_in_request`, `tuple_already_exists`, `tuple_not_found`, `exceeded_entity_limit`; the store is
   * then unchanged
   */
  write(change: TupleChange, options?: WriteOptions & RelationshipRequestOptions): MaybePromise<void>;
}

/** Injection token of the {@link RelationshipEngine}. */
export const RelationshipEngine = Symbol('RelationshipEngine');
