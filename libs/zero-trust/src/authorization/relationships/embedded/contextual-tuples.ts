import type { RelationTuples, TupleStore } from '../tuples/tuple-store.port.js';
import type { Tuple } from '../tuple.js';
import { ContextualRelation } from './contextual-relation.js';
import type { TupleView } from './tuple-view.js';

/** Ids below this are of names that only the question knows; those above stand for unknown names. */
const FIRST_OWN_ID = -16;

interface OwnName {
  readonly name: string;
  readonly kind: string;
  readonly objectId: number;
}

/** Tuples of one question laid over those of the store, which stays as it is. */
export class ContextualTuples implements TupleView {
  readonly #ids = new Map<string, number>();
  readonly #names: OwnName[] = [];
  readonly #relations = new Map<RelationTuples, ContextualRelation>();

  /** The tuples are permitted by the model, and so well-formed. */
  constructor(
    private readonly store: TupleStore,
    tuples: readonly Tuple[],
  ) {
    for (const tuple of tuples) this.#add(tuple);
  }

  idOf(name: string): number | undefined {
    return this.store.idOf(name) ?? this.#ids.get(name);
  }

  nameOf(id: number): string {
    return this.#own(id)?.name ?? this.store.nameOf(id);
  }

  kindOf(id: number): string {
    return this.#own(id)?.kind ?? this.store.kindOf(id);
  }

  objectOf(id: number): number {
    return this.#own(id)?.objectId ?? this.store.objectOf(id);
  }

  of(tuples: RelationTuples): RelationTuples {
    return this.#relations.get(tuples) ?? tuples;
  }

  #add({ object, relation, subject, condition }: Tuple): void {
    const stored = this.store.relation(typeOf(object), relation);
    const overlay = this.#relations.get(stored) ?? new ContextualRelation(stored);
    this.#relations.set(stored, overlay);
    const isUserset = subject.includes('#');
    overlay.add({ objectId: this.#take(object), subjectId: this.#take(subject), isUserset, condition });
  }

  #take(name: string): number {
    const known = this.idOf(name);
    if (known !== undefined) return known;
    const [object = name, relation] = name.split('#');
    const ofObject = relation === undefined ? undefined : this.#take(object);
    const id = FIRST_OWN_ID - this.#names.length;
    this.#ids.set(name, id);
    this.#names.push({ name, kind: kindOfName(name, relation), objectId: ofObject ?? id });
    return id;
  }

  #own(id: number): OwnName | undefined {
    return id > FIRST_OWN_ID ? undefined : this.#names[FIRST_OWN_ID - id];
  }
}

function kindOfName(name: string, relation: string | undefined): string {
  if (relation !== undefined) return `${typeOf(name)}#${relation}`;
  return name.endsWith(':*') ? name : typeOf(name);
}

function typeOf(name: string): string {
  return name.slice(0, name.indexOf(':'));
}
