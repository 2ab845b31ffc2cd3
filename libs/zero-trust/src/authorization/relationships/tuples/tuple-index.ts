import { parseObject } from '../names.js';
import type { TupleFilter } from '../relationship-engine.port.js';
import type { Tuple, TupleCondition } from '../tuple.js';
import { EntityTable } from './entity-table.js';
import { RelationIndex } from './relation-index.js';
import type { RelationTuples, TupleStore } from './tuple-store.port.js';

/** What a store answers from memory. */
export type TupleLookups = Omit<TupleStore, 'ensureFresh' | 'write' | 'close'>;

/**
 * Well-formed tuples in this process's memory, for the lookups of a check. Whoever holds it decides which tuples go in
 * and out.
 */
export class TupleIndex implements TupleLookups {
  #entities = new EntityTable();
  /** By type, then relation. */
  readonly #relations = new Map<string, Map<string, RelationIndex>>();

  idOf(name: string): number | undefined {
    return this.#entities.idOf(name);
  }

  nameOf(id: number): string {
    return this.#entities.nameOf(id);
  }

  kindOf(id: number): string {
    return this.#entities.kindOf(id);
  }

  objectOf(id: number): number {
    return this.#entities.objectOf(id);
  }

  relation(type: string, relation: string): RelationTuples {
    return this.#index(type, relation);
  }

  read(filter: TupleFilter): readonly Tuple[] {
    const type = filter.object === undefined ? filter.type : parseObject(filter.object).type;
    if (filter.type !== undefined && filter.type !== type) return [];
    const found: Tuple[] = [];
    for (const [name, relations] of this.#relations) {
      if (type !== undefined && type !== name) continue;
      for (const [relation, index] of relations) {
        if (filter.relation !== undefined && filter.relation !== relation) continue;
        for (const tuple of this.#readIndex({ relation, index, filter })) found.push(tuple);
      }
    }
    return found;
  }

  /** The stored tuple of the same parts, whatever its condition. */
  find({ subject, relation, object }: Tuple): Tuple | undefined {
    const ends = this.#endsOf({ subject, relation, object });
    if (ends === undefined) return undefined;
    const index = this.#relations.get(typeOf(object))?.get(relation);
    if (index?.has(ends.objectId, ends.subjectId) !== true) return undefined;
    return withCondition({ subject, relation, object }, index.conditionOf(ends.objectId, ends.subjectId));
  }

  /** Adds a tuple; one that is there takes on the condition. */
  put(tuple: Tuple): void {
    this.remove(tuple);
    const { subject, relation, object, condition } = tuple;
    const objectId = this.#entities.retain(object);
    const subjectId = this.#entities.retain(subject);
    const isUserset = this.objectOf(subjectId) !== subjectId;
    this.#index(typeOf(object), relation).add({ objectId, subjectId, isUserset, condition });
  }

  /** Removes a tuple; one that is not there stays away. */
  remove(tuple: Tuple): void {
    const ends = this.#endsOf(tuple);
    if (ends === undefined) return;
    const { objectId, subjectId } = ends;
    // Not made if there is none: anybody may ask for what is not there to be removed.
    const index = this.#relations.get(typeOf(tuple.object))?.get(tuple.relation);
    if (index?.has(objectId, subjectId) !== true) return;
    index.delete({ objectId, subjectId, isUserset: this.objectOf(subjectId) !== subjectId });
    this.#entities.release(subjectId);
    this.#entities.release(objectId);
  }

  /** Takes over what another index holds, which must not be used any more. Views of relations stay valid. */
  adopt(other: TupleIndex): void {
    for (const [type, relations] of this.#relations) {
      for (const [relation, index] of relations) index.adopt(other.#index(type, relation));
    }
    for (const [type, relations] of other.#relations) {
      for (const [relation, index] of relations) this.#index(type, relation).adopt(index);
    }
    this.#entities = other.#entities;
  }

  #endsOf({ subject, object }: Tuple): { readonly objectId: number; readonly subjectId: number } | undefined {
    const objectId = this.idOf(object);
    const subjectId = this.idOf(subject);
    return objectId === undefined || subjectId === undefined ? undefined : { objectId, subjectId };
  }

  *#readIndex({ relation, index, filter }: IndexRead): Generator<Tuple> {
    for (const [objectId, subjectId] of this.#matches(index, filter)) {
      const tuple = { subject: this.nameOf(subjectId), relation, object: this.nameOf(objectId) };
      yield withCondition(tuple, index.conditionOf(objectId, subjectId));
    }
  }

  *#matches(index: RelationIndex, { object, subject }: TupleFilter): Generator<readonly [number, number]> {
    // A name that no tuple uses has no id; -1 is nobody's, so that it matches nothing.
    const objectId = object === undefined ? undefined : (this.idOf(object) ?? -1);
    const subjectId = subject === undefined ? undefined : (this.idOf(subject) ?? -1);
    if (objectId === undefined && subjectId === undefined) yield* index.entries();
    else if (objectId === undefined) {
      for (const id of index.objects(subjectId ?? -1)) yield [id, subjectId ?? -1];
    } else if (subjectId !== undefined) {
      if (index.has(objectId, subjectId)) yield [objectId, subjectId];
    } else {
      for (const id of index.subjects(objectId)) yield [objectId, id];
    }
  }

  #index(type: string, relation: string): RelationIndex {
    const relations = this.#relations.get(type) ?? new Map<string, RelationIndex>();
    this.#relations.set(type, relations);
    const index = relations.get(relation) ?? new RelationIndex();
    relations.set(relation, index);
    return index;
  }
}

interface IndexRead {
  readonly relation: string;
  readonly index: RelationIndex;
  readonly filter: TupleFilter;
}

function typeOf(object: string): string {
  return object.slice(0, object.indexOf(':'));
}

function withCondition(tuple: Tuple, condition: TupleCondition | undefined): Tuple {
  return condition === undefined ? tuple : { ...tuple, condition };
}
