import { EntityTable } from './entity-table.js';
import { parseObject } from './names.js';
import { planTupleChange } from './plan-tuple-change.js';
import { RelationIndex } from './relation-index.js';
import type { TupleChange, TupleFilter, WriteOptions } from './relationship-engine.port.js';
import type { Tuple } from './tuple.js';
import type { RelationTuples, TupleStore } from './tuple-store.port.js';

/** Tuples in this process's memory, gone when it ends. */
export class MemoryTupleStore implements TupleStore {
  readonly #entities = new EntityTable();
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
    for (const [relations, ofType] of this.#relations) {
      if (type !== undefined && type !== relations) continue;
      for (const [relation, index] of ofType) {
        if (filter.relation === undefined || filter.relation === relation) {
          found.push(...this.#readIndex({ relation, index, filter }));
        }
      }
    }
    return found;
  }

  write(change: TupleChange, options: WriteOptions = {}): void {
    const { writes, deletes } = planTupleChange({ change, options, exists: (tuple) => this.#has(tuple) });
    for (const tuple of deletes) this.#remove(tuple);
    for (const tuple of writes) this.#insert(tuple);
  }

  *#readIndex({ relation, index, filter }: IndexRead): Generator<Tuple> {
    for (const [objectId, subjectId] of this.#matches(index, filter)) {
      yield { subject: this.nameOf(subjectId), relation, object: this.nameOf(objectId) };
    }
  }

  *#matches(index: RelationIndex, { object, subject }: TupleFilter): Generator<readonly [number, number]> {
    // A name that no tuple uses has no id; -1 is nobody's, so that it matches nothing.
    const objectId = object === undefined ? undefined : (this.idOf(object) ?? -1);
    const subjectId = subject === undefined ? undefined : (this.idOf(subject) ?? -1);
    if (objectId === undefined && subjectId === undefined) yield* index.entries();
    else if (objectId === undefined) {
      for (const id of index.objects(subjectId ?? -1)) yield [id, subjectId ?? -1];
    } else {
      for (const id of index.subjects(objectId)) {
        if (subjectId === undefined || subjectId === id) yield [objectId, id];
      }
    }
  }

  #has({ subject, relation, object }: Tuple): boolean {
    const objectId = this.idOf(object);
    const subjectId = this.idOf(subject);
    if (objectId === undefined || subjectId === undefined) return false;
    return this.#indexOf(object, relation).has(objectId, subjectId);
  }

  #insert({ subject, relation, object }: Tuple): void {
    const objectId = this.#entities.retain(object);
    const subjectId = this.#entities.retain(subject);
    const isUserset = this.objectOf(subjectId) !== subjectId;
    this.#indexOf(object, relation).add({ objectId, subjectId, isUserset });
  }

  #remove({ subject, relation, object }: Tuple): void {
    const objectId = this.idOf(object);
    const subjectId = this.idOf(subject);
    if (objectId === undefined || subjectId === undefined) return;
    const isUserset = this.objectOf(subjectId) !== subjectId;
    this.#indexOf(object, relation).delete({ objectId, subjectId, isUserset });
    this.#entities.release(subjectId);
    this.#entities.release(objectId);
  }

  #indexOf(object: string, relation: string): RelationIndex {
    return this.#index(object.slice(0, object.indexOf(':')), relation);
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
