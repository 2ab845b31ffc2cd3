import type { RelationTuples } from '../tuples/tuple-store.port.js';
import type { TupleCondition } from '../tuple.js';

/** A tuple that a question brings along, by ids. */
export interface ContextualTuple {
  readonly objectId: number;
  readonly subjectId: number;
  readonly isUserset: boolean;
  readonly condition: TupleCondition | undefined;
}

/** The tuples of one relation: those of a question in preference to stored ones of the same object and subject. */
export class ContextualRelation implements RelationTuples {
  readonly #byObject = new Map<number, Map<number, ContextualTuple>>();
  readonly #bySubject = new Map<number, Set<number>>();
  #hasConditions = false;

  constructor(private readonly stored: RelationTuples) {}

  get hasConditions(): boolean {
    return this.#hasConditions || this.stored.hasConditions;
  }

  add(tuple: ContextualTuple): void {
    const { objectId, subjectId, condition } = tuple;
    const ofObject = this.#byObject.get(objectId) ?? new Map<number, ContextualTuple>();
    this.#byObject.set(objectId, ofObject.set(subjectId, tuple));
    this.#bySubject.set(subjectId, (this.#bySubject.get(subjectId) ?? new Set()).add(objectId));
    if (condition !== undefined) this.#hasConditions = true;
  }

  has(objectId: number, subjectId: number): boolean {
    return this.#own(objectId, subjectId) !== undefined || this.stored.has(objectId, subjectId);
  }

  conditionOf(objectId: number, subjectId: number): TupleCondition | undefined {
    const own = this.#own(objectId, subjectId);
    return own === undefined ? this.stored.conditionOf(objectId, subjectId) : own.condition;
  }

  subjects(objectId: number): Iterable<number> {
    const own = this.#byObject.get(objectId);
    return own === undefined
      ? this.stored.subjects(objectId)
      : join(own.keys(), this.stored.subjects(objectId));
  }

  usersets(objectId: number): Iterable<number> {
    const own = this.#byObject.get(objectId);
    if (own === undefined) return this.stored.usersets(objectId);
    const usersets = [...own.values()].filter(({ isUserset }) => isUserset).map(({ subjectId }) => subjectId);
    return join(usersets, this.stored.usersets(objectId));
  }

  objects(subjectId: number): Iterable<number> {
    const own = this.#bySubject.get(subjectId);
    return own === undefined ? this.stored.objects(subjectId) : join(own, this.stored.objects(subjectId));
  }

  #own(objectId: number, subjectId: number): ContextualTuple | undefined {
    return this.#byObject.get(objectId)?.get(subjectId);
  }
}

/** Each id once, without copying what is stored. */
function* join(own: Iterable<number>, stored: Iterable<number>): Generator<number> {
  const first = new Set(own);
  yield* first;
  for (const id of stored) if (!first.has(id)) yield id;
}
