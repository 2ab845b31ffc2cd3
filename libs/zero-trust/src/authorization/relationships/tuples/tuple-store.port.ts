import type { MaybePromise } from '../../../kernel/maybe-promise.js';
import type {
  RelationshipQuestionOptions,
  RelationshipRequestOptions,
  TupleChange,
  TupleFilter,
  WriteOptions,
  WriteResult,
} from '../relationship-engine.port.js';
import type { Tuple, TupleCondition } from '../tuple.js';

/**
 * The stored tuples of one relation of one type, by the ids of their store. The evaluator holds one for each
 * relation of the model, so that a direct check is a few lookups in tables of integers without any text handling.
 */
export interface RelationTuples {
  /** Whether any of these tuples carries a condition; while it is false, `conditionOf` need not be asked. */
  readonly hasConditions: boolean;
  /** Whether there is such a tuple, with a condition or without. */
  has(objectId: number, subjectId: number): boolean;
  /** The condition of a tuple that exists; `undefined` when it counts always. */
  conditionOf(objectId: number, subjectId: number): TupleCondition | undefined;
  /** Every subject with a tuple on the object, usersets and everyone of a type included. */
  subjects(objectId: number): Iterable<number>;
  /** Only those subjects that are usersets. */
  usersets(objectId: number): Iterable<number>;
  /** Every object with a tuple for the subject. The first call may build the index for it. */
  objects(subjectId: number): Iterable<number>;
}

/**
 * Holds tuples and answers the evaluator's lookups synchronously. A store that lasts keeps such an index in
 * memory beside its database and makes `write` wait for the database.
 *
 * Objects, usersets and everyone of a type (`user:*`) are known by integers: stable while a stored tuple names them,
 * reused afterwards, so no id may be kept across writes or an `await`. An iterable is walked before the next write. The
 * store knows no model; it may hold tuples that the model does not permit.
 */
export interface TupleStore {
  /** The id of an object, userset or everyone of a type that some tuple names. */
  idOf(name: string): number | undefined;
  nameOf(id: number): string;
  /** `user` for an object, `organization#member` for a userset, `user:*` for everyone of a type. */
  kindOf(id: number): string;
  /** The object of a userset; of anything else, itself. */
  objectOf(id: number): number;

  /** The tuples of one relation; the view stays valid and current. */
  relation(type: string, relation: string): RelationTuples;

  /**
   * Asked before each question: returns when the store holds the state that `atLeast` names or a later one and is no
   * staler than it promises to be. A promise is returned only where there is something to wait for.
   *
   * @throws {DependencyUnavailableError} when it cannot be sure in time, or knows no such state
   */
  ensureFresh(options?: RelationshipQuestionOptions): MaybePromise<void>;

  read(filter: TupleFilter): readonly Tuple[];

  /**
   * Applies the whole change or nothing. With `onDuplicate: 'ignore'` a tuple that exists with another condition is
   * still an error.
   *
   * @throws {RelationshipError} `duplicate_tuple_in_request`, `tuple_already_exists`, `tuple_not_found`
   */
  write(change: TupleChange, options?: WriteOptions & RelationshipRequestOptions): MaybePromise<WriteResult>;

  /** Ends what the store does by itself; called when the application shuts down. */
  close?(): MaybePromise<void>;
}
