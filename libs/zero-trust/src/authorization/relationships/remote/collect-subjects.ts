import { Assignments } from '../model/assignments.js';
import { formatRestriction, type AuthorizationModel, type Rewrite } from '../model/authorization-model.js';
import { parseObject, parseSubject } from '../names.js';
import type { SubjectKind } from './question-rules.js';
import type { TupleLookup } from './tuple-lookup.port.js';
import { tooComplex } from './walk-outcomes.js';

/** More relations of objects than that are not gone through for one list. */
const MAX_PLACES = 1_000;

/** Where to collect, and what. */
export interface SubjectCollection {
  readonly model: AuthorizationModel;
  readonly lookup: TupleLookup;
  /** `type:id` */
  readonly object: string;
  readonly relation: string;
  readonly kind: SubjectKind;
}

interface Place {
  readonly object: string;
  readonly relation: string;
}

/**
 * Every subject of a kind that might have a relation on an object, and more: conditions, `and` and `but not` are left to
 * a check of each.
 *
 * @throws {RelationshipError} `resolution_too_complex`
 */
export async function collectSubjects(collection: SubjectCollection): Promise<ReadonlySet<string>> {
  const collector = new SubjectCollector(collection);
  await collector.collect();
  return collector.subjects;
}

class SubjectCollector {
  readonly subjects = new Set<string>();
  readonly #places = new Map<string, Place>();
  readonly #assignments: Assignments;
  readonly #kind: string;
  readonly #everyone: string;

  constructor(private readonly collection: SubjectCollection) {
    const { model, object, relation, kind } = collection;
    this.#assignments = new Assignments(model);
    this.#kind = formatRestriction(kind);
    this.#everyone = kind.relation === undefined ? `${kind.type}:*` : '';
    this.#add({ object, relation });
  }

  async collect(): Promise<void> {
    // A map goes on through what is added while it is walked.
    for (const place of this.#places.values()) {
      const { rewrite } = this.collection.model.relation(parseObject(place.object).type, place.relation);
      await this.#visit(rewrite, place);
    }
  }

  async #visit(rewrite: Rewrite, place: Place): Promise<void> {
    switch (rewrite.kind) {
      case 'direct':
        return this.#visitTuples(place);
      case 'computed':
        return this.#add({ ...place, relation: rewrite.relation });
      case 'tuple_to_userset':
        return this.#visitParents(place.object, rewrite);
      case 'union':
      case 'intersection':
        for (const child of rewrite.children) await this.#visit(child, place);
        return undefined;
      case 'difference':
        return this.#visit(rewrite.base, place);
      default:
        return rewrite satisfies never;
    }
  }

  async #visitTuples(place: Place): Promise<void> {
    for (const subject of await this.#subjectsAt(place)) {
      const { type, id, relation, wildcard } = parseSubject(subject);
      const kind = formatRestriction({ type, ...(relation && { relation }), ...(wildcard && { wildcard }) });
      if (kind === this.#kind || kind === this.#everyone) this.subjects.add(subject);
      if (relation !== undefined) this.#add({ object: `${type}:${id}`, relation });
    }
  }

  async #visitParents(
    object: string,
    { tupleset, computed }: { tupleset: string; computed: string },
  ): Promise<void> {
    for (const parent of await this.#subjectsAt({ object, relation: tupleset })) {
      const hasRelation = this.collection.model.hasRelation(parseObject(parent).type, computed);
      if (hasRelation) this.#add({ object: parent, relation: computed });
    }
  }

  async #subjectsAt({ object, relation }: Place): Promise<readonly string[]> {
    const kinds = this.#assignments.of({ type: parseObject(object).type, relation });
    const lists = kinds.map((kind) => this.collection.lookup.list({ object, relation, kind }));
    return (await Promise.all(lists)).flat().map(({ subject }) => subject);
  }

  #add(place: Place): void {
    const name = `${place.object}#${place.relation}`;
    if (this.#places.has(name)) return;
    if (this.#places.size >= MAX_PLACES) throw tooComplex(`${MAX_PLACES} relations of objects`);
    this.#places.set(name, place);
    // Everybody who has a relation has it as a userset, too.
    if (`${parseObject(place.object).type}#${place.relation}` === this.#kind) this.subjects.add(name);
  }
}
