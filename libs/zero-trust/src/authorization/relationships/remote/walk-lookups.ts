import { formatRestriction, type DirectRewrite, type TypeRestriction } from '../model/authorization-model.js';
import { permits } from '../model/permitted-tuples.js';
import { parseSubject } from '../names.js';
import { formatTuple, type Tuple } from '../tuple.js';
import type { TupleLookup, TuplePlace } from './tuple-lookup.port.js';
import { tooComplex } from './walk-outcomes.js';

const MAX_LOOKUPS = 1_000;

/**
 * Looks tuples up for a walk, and no more often than a walk may. A tuple that the model does not permit, as one that was
 * stored under an earlier model, counts for nothing.
 */
export class WalkLookups {
  #left = MAX_LOOKUPS;

  constructor(private readonly lookup: TupleLookup) {}

  /** The tuples of a relation that can give it to the subject: its own, everyone's, then those of usersets. */
  async *direct({ restrictions }: DirectRewrite, question: Tuple): AsyncGenerator<Tuple> {
    const kinds = distinctKinds(restrictions);
    const { type, relation, wildcard } = parseSubject(question.subject);
    const own = formatRestriction({
      type,
      ...(relation !== undefined && { relation }),
      ...(wildcard && { wildcard }),
    });
    const everyone = `${type}:*`;
    if (kinds.has(own)) yield* this.#find(question, restrictions);
    if (kinds.has(everyone) && relation === undefined && wildcard !== true) {
      yield* this.#find({ ...question, subject: everyone }, restrictions);
    }
    for (const kind of kinds.values()) {
      if (kind.relation === undefined) continue;
      const tuples = await this.list({ object: question.object, relation: question.relation, kind });
      yield* tuples.filter(
        (tuple) =>
          tuple.subject !== question.subject && isOfKind(tuple.subject, kind) && permits(restrictions, tuple),
      );
    }
  }

  /** Every tuple whose subject is an object of one of the kinds. */
  async *parents(
    place: Omit<TuplePlace, 'kind'>,
    restrictions: readonly TypeRestriction[],
  ): AsyncGenerator<Tuple> {
    for (const kind of distinctKinds(restrictions).values()) {
      const tuples = await this.list({ ...place, kind });
      yield* tuples.filter((tuple) => isOfKind(tuple.subject, kind) && permits(restrictions, tuple));
    }
  }

  async list(place: TuplePlace): Promise<readonly Tuple[]> {
    this.#count();
    return this.lookup.list(place);
  }

  async *#find(parts: Tuple, restrictions: readonly TypeRestriction[]): AsyncGenerator<Tuple> {
    this.#count();
    const found = await this.lookup.find(parts);
    if (found === undefined || formatTuple(found) !== formatTuple(parts)) return;
    if (permits(restrictions, found)) yield found;
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left < 0) throw tooComplex(`${MAX_LOOKUPS} lookups of tuples`);
  }
}

function distinctKinds(restrictions: readonly TypeRestriction[]): ReadonlyMap<string, TypeRestriction> {
  return new Map(restrictions.map((restriction) => [formatRestriction(restriction), restriction]));
}

function isOfKind(subject: string, { type, relation, wildcard }: TypeRestriction): boolean {
  const parsed = parseSubject(subject);
  return parsed.type === type && parsed.relation === relation && parsed.wildcard === wildcard;
}
