import type { TupleCondition } from '../tuple.js';
import { EdgeLinks, EdgeLists, EdgeWalk } from './edge-lists.js';
import { EdgeTable } from './edge-table.js';
import type { RelationTuples } from './tuple-store.port.js';

/** One tuple of a {@link RelationIndex}. */
export interface IndexedTuple {
  readonly objectId: number;
  readonly subjectId: number;
  readonly isUserset: boolean;
  readonly condition?: TupleCondition | undefined;
}

/** The tuples of one relation, indexed from object to subject and, once that was asked for, from subject to object. */
export class RelationIndex implements RelationTuples {
  #edges = new EdgeTable();
  #links = new EdgeLinks();
  /** By object: apart, because a check follows the usersets of an object that may have any number of users. */
  #usersets = new EdgeLists(this.#links);
  #plain = new EdgeLists(this.#links);
  #bySubject: SubjectLists | undefined;
  #conditions = new Map<number, TupleCondition>();

  get hasConditions(): boolean {
    return this.#conditions.size > 0;
  }

  has(objectId: number, subjectId: number): boolean {
    return this.#edges.find(objectId, subjectId) >= 0;
  }

  conditionOf(objectId: number, subjectId: number): TupleCondition | undefined {
    return this.#conditions.get(this.#edges.find(objectId, subjectId));
  }

  subjects(objectId: number): Iterable<number> {
    return this.#walk(this.#usersets.head(objectId), this.#plain.head(objectId));
  }

  usersets(objectId: number): Iterable<number> {
    return this.#walk(this.#usersets.head(objectId), NO_LIST);
  }

  objects(subjectId: number): Iterable<number> {
    const { lists, links } = this.#subjectLists();
    const head = lists.head(subjectId);
    if (head < 0) return NONE;
    return new EdgeWalk({
      head,
      thenHead: NO_LIST,
      next: links.next,
      ends: this.#edges.ends,
      report: 'object',
    });
  }

  /** Every tuple as object and subject. */
  *entries(): Generator<readonly [objectId: number, subjectId: number]> {
    for (const edge of this.#edges.edges()) {
      yield [this.#edges.objectOf(edge), this.#edges.subjectOf(edge)];
    }
  }

  /** Adds a tuple that is not there yet. */
  add(tuple: IndexedTuple): void {
    const edge = this.#edges.add(tuple);
    this.#listsOf(tuple).add(tuple.objectId, edge);
    this.#bySubject?.lists.add(tuple.subjectId, edge);
    if (tuple.condition !== undefined) this.#conditions.set(edge, tuple.condition);
  }

  /** Removes a tuple; one that is not there stays away. */
  delete(tuple: IndexedTuple): void {
    const edge = this.#edges.find(tuple.objectId, tuple.subjectId);
    if (edge < 0) return;
    this.#listsOf(tuple).delete(tuple.objectId, edge);
    this.#bySubject?.lists.delete(tuple.subjectId, edge);
    this.#conditions.delete(edge);
    this.#edges.delete(edge);
  }

  /** Takes over what another index holds, which must not be used any more. */
  adopt(other: RelationIndex): void {
    this.#edges = other.#edges;
    this.#links = other.#links;
    this.#usersets = other.#usersets;
    this.#plain = other.#plain;
    this.#bySubject = other.#bySubject;
    this.#conditions = other.#conditions;
  }

  #listsOf({ isUserset }: IndexedTuple): EdgeLists {
    return isUserset ? this.#usersets : this.#plain;
  }

  #walk(head: number, thenHead: number): Iterable<number> {
    if (head < 0 && thenHead < 0) return NONE;
    return new EdgeWalk({
      head,
      thenHead,
      next: this.#links.next,
      ends: this.#edges.ends,
      report: 'subject',
    });
  }

  /** Built when first asked for: an application that only checks never pays for it. */
  #subjectLists(): SubjectLists {
    this.#bySubject ??= this.#buildSubjectLists();
    return this.#bySubject;
  }

  #buildSubjectLists(): SubjectLists {
    const links = new EdgeLinks();
    const lists = new EdgeLists(links);
    for (const edge of this.#edges.edges()) lists.add(this.#edges.subjectOf(edge), edge);
    return { links, lists };
  }
}

interface SubjectLists {
  readonly links: EdgeLinks;
  readonly lists: EdgeLists;
}

const NO_LIST = -1;
const NONE: readonly number[] = Object.freeze([]);
