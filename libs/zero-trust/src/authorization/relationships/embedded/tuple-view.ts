import type { RelationTuples, TupleStore } from '../tuples/tuple-store.port.js';

/** The tuples as one question sees them: those of the store and, before them, those that the question brings along. */
export interface TupleView {
  /** The id of an object, userset or everyone of a type that some tuple names. */
  idOf(name: string): number | undefined;
  nameOf(id: number): string;
  /** `user` for an object, `organization#member` for a userset, `user:*` for everyone of a type. */
  kindOf(id: number): string;
  /** The object of a userset; of anything else, itself. */
  objectOf(id: number): number;
  /** The tuples of one relation in this view, given those of the store. */
  of(tuples: RelationTuples): RelationTuples;
}

/** The store as it is: what nearly every question sees. */
export class StoredTuples implements TupleView {
  constructor(private readonly store: TupleStore) {}

  idOf(name: string): number | undefined {
    return this.store.idOf(name);
  }

  nameOf(id: number): string {
    return this.store.nameOf(id);
  }

  kindOf(id: number): string {
    return this.store.kindOf(id);
  }

  objectOf(id: number): number {
    return this.store.objectOf(id);
  }

  of(tuples: RelationTuples): RelationTuples {
    return tuples;
  }
}
