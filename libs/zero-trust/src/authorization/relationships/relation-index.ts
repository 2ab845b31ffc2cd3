import { IdMultimap } from './id-multimap.js';
import type { RelationTuples } from './tuple-store.port.js';

/** The tuples of one relation, indexed in both directions. */
export class RelationIndex implements RelationTuples {
  readonly #subjects = new IdMultimap();
  readonly #usersets = new IdMultimap();
  readonly #objects = new IdMultimap();

  has(objectId: number, subjectId: number): boolean {
    return this.#subjects.has(objectId, subjectId);
  }

  subjects(objectId: number): Iterable<number> {
    return this.#subjects.get(objectId);
  }

  usersets(objectId: number): Iterable<number> {
    return this.#usersets.get(objectId);
  }

  objects(subjectId: number): Iterable<number> {
    return this.#objects.get(subjectId);
  }

  /** Every tuple as object and subject. */
  entries(): Iterable<readonly [objectId: number, subjectId: number]> {
    return this.#subjects.entries();
  }

  add({ objectId, subjectId, isUserset }: IndexedTuple): void {
    this.#subjects.add(objectId, subjectId);
    this.#objects.add(subjectId, objectId);
    if (isUserset) this.#usersets.add(objectId, subjectId);
  }

  delete({ objectId, subjectId, isUserset }: IndexedTuple): void {
    this.#subjects.delete(objectId, subjectId);
    this.#objects.delete(subjectId, objectId);
    if (isUserset) this.#usersets.delete(objectId, subjectId);
  }
}

/** One tuple of a {@link RelationIndex}. */
export interface IndexedTuple {
  readonly objectId: number;
  readonly subjectId: number;
  readonly isUserset: boolean;
}
