import type { TypeRestriction } from '../model/authorization-model.js';
import type { Tuple } from '../tuple.js';

/** Stored tuples of one moment, looked up one relation of one object at a time. */
export interface TupleLookup {
  /**
   * The stored tuple of exactly these parts.
   *
   * @throws {DependencyUnavailableError} when there is no answer in time
   */
  find(parts: Tuple): Promise<Tuple | undefined>;

  /**
   * Every stored tuple of a relation on an object whose subject is of that kind; others may be among them.
   *
   * @throws {RelationshipError} `resolution_too_complex` when there are more than can be looked at
   * @throws {DependencyUnavailableError} when there is no answer in time
   */
  list(place: TuplePlace): Promise<readonly Tuple[]>;
}

/** Where tuples are looked up. */
export interface TuplePlace {
  /** `type:id` */
  readonly object: string;
  readonly relation: string;
  readonly kind: TypeRestriction;
}
