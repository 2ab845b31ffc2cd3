import { describe, expect, it } from 'vitest';
import { EmbeddedRelationshipEngine } from '../../libs/zero-trust/src/authorization/relationships/embedded/embedded-engine.js';
import type { QuestionContext } from '../../libs/zero-trust/src/authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../libs/zero-trust/src/authorization/relationships/relationship-error.js';
import type { Tuple } from '../../libs/zero-trust/src/authorization/relationships/tuple.js';
import { MemoryTupleStore } from '../../libs/zero-trust/src/authorization/relationships/tuples/memory-tuple-store.js';
import { randomContext } from './random-conditions.js';
import { randomTuple, randomWorld, subjectsOf, type RandomWorld, type WorldRules } from './random-world.js';
import { Random, seedOf } from './random.js';
import { valuesOf, type Value } from './reference-evaluator.js';
import { IDS, USERS } from './world-names.js';

const SEED = seedOf('PROPERTY_SEED');
const ROUNDS = Number(process.env['PROPERTY_ROUNDS'] ?? 60);
const ANSWERS = ['denied', 'condition_undecided', 'granted'] as const;

const WORLDS: readonly (readonly [name: string, rules: WorldRules])[] = [
  ['every construct', { hasExclusions: true, hasCycles: false }],
  ['tuples in circles', { hasExclusions: false, hasCycles: true }],
];

describe(`random models and tuples (PROPERTY_SEED=${SEED})`, () => {
  it.each(WORLDS)(
    'are answered as the definition of the language says: %s',
    { timeout: 60_000 },
    async (_, rules) => {
      const random = new Random(SEED);
      const seen = new Set<string>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const comparison = new Comparison(random, rules, round);
        await comparison.run(seen);
        expect(comparison.mismatches).toEqual([]);
      }
      expect([...seen].toSorted()).toEqual([...ANSWERS].toSorted());
    },
  );
});

/** Everything that can be asked of one world, and the questions that bring tuples of their own. */
class Comparison {
  readonly mismatches: string[] = [];
  readonly #world: RandomWorld;
  readonly #engine: EmbeddedRelationshipEngine;
  readonly #question: Required<QuestionContext>;
  readonly #tuples: readonly Tuple[];
  readonly #isContextComplete: boolean;

  constructor(
    random: Random,
    rules: WorldRules,
    private readonly round: number,
  ) {
    this.#world = randomWorld(random, rules);
    const { model, tuples } = this.#world;
    const store = new MemoryTupleStore();
    this.#engine = new EmbeddedRelationshipEngine({ model, store });
    void store.write({ writes: tuples });
    const own = Array.from({ length: random.below(4) }, () => randomTuple(random, model, rules));
    const contextualTuples = own.flatMap((tuple) => tuple ?? []);
    this.#isContextComplete = random.oneIn(2);
    this.#question = { contextualTuples, context: randomContext(random, this.#isContextComplete) };
    this.#tuples = [...tuples, ...contextualTuples];
  }

  async run(seen: Set<string>): Promise<void> {
    const { model } = this.#world;
    const values = new Map(subjectsOf(model).map((subject) => [subject, this.#valuesOf(subject)]));
    for (const [subject, ofSubject] of values) await this.#compareObjects(subject, ofSubject, seen);
    await this.#comparePeople(values);
  }

  /** A check may look closer than the rough reference does, and then sees what the exact one sees. */
  async #compareObjects(
    subject: string,
    rough: ReadonlyMap<string, Value>,
    seen: Set<string>,
  ): Promise<void> {
    const exact = this.#valuesOf(subject, true);
    for (const { type, name: relation } of this.#world.model.relations()) {
      const objects = IDS.map((id) => `${type}:${id}`);
      const answers = (values: ReadonlyMap<string, Value>): readonly string[] =>
        objects.map((object) => ANSWERS[values.get(`${object}#${relation}`) ?? 0]);
      const [roughly, exactly] = [answers(rough), answers(exact)];
      const checked = await Promise.all(objects.map((object) => this.#check({ subject, relation, object })));
      for (const answer of checked) seen.add(answer);
      const expected = checked.map((answer, index) =>
        mayAnswer(answer, roughly[index]) ? answer : exactly[index],
      );
      const listed = await outcome(() =>
        this.#engine.listObjects({ subject, relation, type, ...this.#question }),
      );
      const mayRefuse = [...roughly, ...exactly].includes('condition_undecided');
      const refuses = exactly.includes('condition_undecided') || (mayRefuse && typeof listed === 'string');
      const list = refuses
        ? 'condition_undecided'
        : objects.filter((_, index) => exactly[index] === 'granted');
      const label = this.#label(`${subject} ${relation} ${type}`);
      this.#compare(label, { checked, listed }, { checked: expected, listed: list });
    }
  }

  /** Who is listed has the relation; who has it is listed, but for those who have it as everyone has. */
  async #comparePeople(values: ReadonlyMap<string, ReadonlyMap<string, Value>>): Promise<void> {
    const people = [...USERS.map((id) => `user:${id}`), 'user:*'];
    for (const key of values.get('user:*')?.keys() ?? []) {
      const [object = '', relation = ''] = key.split('#');
      const query = { object, relation, kind: 'user', ...this.#question };
      const listed = await outcome(() => this.#engine.listSubjects(query));
      // A tuple that cannot be told to count refuses the whole list.
      if (listed === 'condition_undecided' && !this.#isContextComplete) continue;
      const granted = people.filter((person) => values.get(person)?.get(key) === 2);
      const isNamed = (person: string): boolean => (listed as readonly string[]).includes(person);
      const expected = granted.includes('user:*')
        ? granted.filter((person) => person === 'user:*' || isNamed(person))
        : granted;
      const label = this.#label(key);
      this.#compare(label, { listed }, { listed: expected.toSorted() });
    }
  }

  #compare(label: string, actual: object, expected: object): void {
    if (JSON.stringify(actual) === JSON.stringify(expected)) return;
    this.mismatches.push(`${label}\ngave ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  }

  async #check(query: Tuple): Promise<string> {
    const answer = await outcome(
      async () => (await this.#engine.check({ ...query, ...this.#question })).allowed,
    );
    return typeof answer === 'boolean' ? (answer ? 'granted' : 'denied') : String(answer);
  }

  #valuesOf(subject: string, isExact = false): ReadonlyMap<string, Value> {
    const { context } = this.#question;
    return valuesOf({ model: this.#world.model, tuples: this.#tuples, subject, context, isExact });
  }

  #label(question: string): string {
    return `PROPERTY_SEED=${SEED} round ${this.round}: ${question} in\n${this.#world.dsl}\n${JSON.stringify([this.#world.tuples, this.#question])}`;
  }
}

/** What is undecided may be denied instead, and nothing else. */
function mayAnswer(answer: string, reference: string | undefined): boolean {
  return answer === reference || (answer === 'denied' && reference === 'condition_undecided');
}

async function outcome(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    throw error;
  }
}
