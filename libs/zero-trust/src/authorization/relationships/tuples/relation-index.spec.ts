import { describe, expect, it } from 'vitest';
import { RelationIndex, type IndexedTuple } from './relation-index.js';

const SEED = 20_260_701;
/** Ids from here on stand for usersets. */
const FIRST_USERSET = 30;

/** The obvious implementation, to compare with. */
class PlainTuples {
  readonly #tuples = new Map<string, IndexedTuple>();

  has(objectId: number, subjectId: number): boolean {
    return this.#tuples.has(`${objectId} ${subjectId}`);
  }

  add(tuple: IndexedTuple): void {
    this.#tuples.set(`${tuple.objectId} ${tuple.subjectId}`, tuple);
  }

  delete({ objectId, subjectId }: IndexedTuple): void {
    this.#tuples.delete(`${objectId} ${subjectId}`);
  }

  where(matches: (tuple: IndexedTuple) => boolean): readonly IndexedTuple[] {
    return [...this.#tuples.values()].filter(matches);
  }
}

/** Small numbers below `limit`, the same for the same seed. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function randomTuple(random: (limit: number) => number): IndexedTuple {
  const subjectId = random(40);
  const condition = random(4) === 0 ? { name: `condition${random(3)}` } : undefined;
  return { objectId: random(25), subjectId, isUserset: subjectId >= FIRST_USERSET, condition };
}

/** Changes both at random; a tuple is added only where it is absent. */
function change(index: RelationIndex, plain: PlainTuples, random: (limit: number) => number): void {
  const tuple = randomTuple(random);
  const isThere = plain.has(tuple.objectId, tuple.subjectId);
  if (isThere || random(3) === 0) for (const tuples of [index, plain]) tuples.delete(tuple);
  else for (const tuples of [index, plain]) tuples.add(tuple);
}

/** Everything that an index says, in an order of its own. */
function contentOf(index: RelationIndex): object {
  const ids = Array.from({ length: 40 }, (_, id) => id);
  return {
    hasConditions: index.hasConditions,
    tuples: [...index.entries()].toSorted(byIds),
    conditions: ids.map((id) => sorted(index.subjects(id)).map((subject) => index.conditionOf(id, subject))),
    subjects: ids.map((id) => sorted(index.subjects(id))),
    usersets: ids.map((id) => sorted(index.usersets(id))),
    objects: ids.map((id) => sorted(index.objects(id))),
  };
}

/** The same of the obvious implementation. */
function plainContentOf(plain: PlainTuples): object {
  const ids = Array.from({ length: 40 }, (_, id) => id);
  const all = plain
    .where(() => true)
    .toSorted((a, b) => a.objectId - b.objectId || a.subjectId - b.subjectId);
  const ofObject = ids.map((id) => all.filter(({ objectId }) => objectId === id));
  const ofSubject = ids.map((id) => all.filter(({ subjectId }) => subjectId === id));
  return {
    hasConditions: all.some(({ condition }) => condition !== undefined),
    tuples: all.map(({ objectId, subjectId }) => [objectId, subjectId]),
    conditions: ofObject.map((tuples) => tuples.map(({ condition }) => condition)),
    subjects: ofObject.map((tuples) => tuples.map(({ subjectId }) => subjectId)),
    usersets: ofObject.map((tuples) => tuples.flatMap((tuple) => (tuple.isUserset ? [tuple.subjectId] : []))),
    objects: ofSubject.map((tuples) => tuples.map(({ objectId }) => objectId)),
  };
}

function sorted(ids: Iterable<number>): readonly number[] {
  return [...ids].toSorted((a, b) => a - b);
}

function byIds(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

describe('the index of one relation', () => {
  it.each([0, 40])(
    `agrees with a plain map under random changes when listings begin after %i rounds (seed ${SEED})`,
    (quietRounds) => {
      const random = randomNumbers(SEED + quietRounds);
      const index = new RelationIndex();
      const plain = new PlainTuples();
      const changeSome = (): void => {
        for (let count = random(30); count > 0; count -= 1) change(index, plain, random);
      };
      for (let round = 0; round < quietRounds; round += 1) changeSome();
      for (let round = 0; round < 80; round += 1) {
        changeSome();
        expect(contentOf(index)).toEqual(plainContentOf(plain));
      }
    },
  );

  it('finds every one of 50,000 pairs again, and none after all are gone', () => {
    const index = new RelationIndex();
    const tuples = Array.from({ length: 50_000 }, (_, objectId) => ({
      objectId,
      subjectId: objectId % 7,
      isUserset: false,
    }));
    for (const tuple of tuples) index.add(tuple);
    expect(tuples.filter(({ objectId, subjectId }) => !index.has(objectId, subjectId))).toEqual([]);
    expect([...index.objects(3)].length).toBe(7143);
    for (const tuple of tuples) index.delete(tuple);
    expect(tuples.filter(({ objectId, subjectId }) => index.has(objectId, subjectId))).toEqual([]);
    expect([...index.entries()]).toEqual([]);
  });
});
