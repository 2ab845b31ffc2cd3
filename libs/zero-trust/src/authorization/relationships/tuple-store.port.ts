import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { TupleChange, TupleFilter, WriteOptions } from './relationship-engine.port.js';
import type { Tuple } from './tuple.js';

/**
 * The stored tuples of one relation of one type, by the ids of their store. The evaluator holds one for each
 * relation of the model, so that a direct check is a few map lookups without any text handling.
 */
export interface RelationTuples {
  has(objectId: number, subjectId: number): boolean;
  /** Every subject with a tuple on the object, usersets included. */
  subjects(objectId: number): Iterable<number>;
  /** Only those subjects that are usersets. */
  usersets(objectId: number): Iterable<number>;
  /** Every object with a tuple for the subject. */
  objects(subjectId: number): Iterable<number>;
}

/**
 * Holds tuples and answers the evaluator's lookups synchronously. A store that lasts keeps such an index in
 * memory beside its database and makes `write` wait for the database.
 *
 * Objects and usersets are known by integers: stable while a stored tuple names them, reused afterwards, so no id
 * may be kept across writes. The store knows no model; it may hold tuples that the model does not permit.
 */
export interface TupleStore {
  /** The id of an object or userset that some tuple names. */
  idOf(name: string): number | undefined;
  nameOf(id: number): string;
  /** `user` for an object, `organization#member` for a userset. */
  kindOf(id: number): string;
  /** The object of a userset; of an object, itself. */
  objectOf(id: number): number;

  /** The tuples of one relation; the view stays valid and current. */
  relation(type: string, relation: string): RelationTuples;

  read(filter: TupleFilter): readonly Tuple[];

  /**
   * Applies the whole change or nothing.
   *
   * @throws {RelationshipError} `duplicate_tuple_in_request`, `tuple_already_exists`, `tuple_not_found`
   */
  write(change: TupleChange, options?: WriteOptions): MaybePromise<void>;
}
