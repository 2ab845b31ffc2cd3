import { describe, expect, it } from 'vitest';
import type { AuthorizationModel, Rewrite } from './authorization-model.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import { MemoryTupleStore } from './memory-tuple-store.js';
import { ModelError } from './model-error.js';
import { parseAuthorizationModel } from './parse-authorization-model.js';
import { formatTuple, parseTuple, type Tuple } from './tuple.js';

const TYPES = ['group', 'folder', 'document'];
const RELATIONS = ['parent', 'owner', 'editor', 'viewer'];
const SUBJECTS = [...ids('user', 3), ...TYPES.flatMap((type) => ids(type, 3))];
const SEED = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
const ROUNDS = 150;

describe(`resolution of random models and tuples (PROPERTY_SEED=${SEED})`, () => {
  it('checks as the definition of the language says, and lists exactly what it checks', () => {
    const random = new Random(SEED);
    let derived = 0;
    for (let round = 0; round < ROUNDS; round += 1)
      derived += compare(random, `seed ${SEED}, round ${round}`);
    expect(derived).toBeGreaterThan(ROUNDS);
  });
});

/** Compares the engine with {@link leastFixpoint} on everything that can be asked, and counts the grants to users that no tuple states. */
function compare(random: Random, label: string): number {
  const model = randomModel(random);
  const tuples = randomTuples(random, model);
  const store = new MemoryTupleStore();
  store.write({ writes: tuples });
  const engine = new EmbeddedRelationshipEngine({ model, store });
  const facts = leastFixpoint(model, tuples);
  for (const { type, name: relation } of model.relations()) {
    const usersets = ids(type, 2).map((object) => `${object}#${relation}`);
    for (const subject of [...SUBJECTS, ...usersets]) {
      const granted = ids(type, 3).filter((object) => facts.has(formatTuple({ subject, relation, object })));
      const context = `${label}: ${subject} ${relation} ${type}`;
      const checked = ids(type, 3).filter((object) => engine.check({ subject, relation, object }).allowed);
      const listed = engine.listObjects({ subject, relation, type });
      expect({ context, checked, listed }).toEqual({ context, checked: granted, listed: granted });
    }
  }
  const stated = new Set(tuples.map(formatTuple));
  return [...facts].filter((fact) => fact.includes('@user:') && !stated.has(fact)).length;
}

/** Applies every rule to every object until nothing new follows: slow, and evidently what the language means. */
function leastFixpoint(model: AuthorizationModel, tuples: readonly Tuple[]): ReadonlySet<string> {
  const facts = new Set<string>();
  for (let before = -1; before < facts.size;) {
    before = facts.size;
    for (const { type, name: relation, rewrite } of model.relations()) {
      for (const object of ids(type, 3)) {
        const place = { model, tuples, facts, relation, object };
        facts.add(formatTuple({ subject: `${object}#${relation}`, relation, object }));
        for (const subject of holders(place, rewrite)) facts.add(formatTuple({ subject, relation, object }));
      }
    }
  }
  return facts;
}

interface Place {
  readonly model: AuthorizationModel;
  readonly tuples: readonly Tuple[];
  readonly facts: ReadonlySet<string>;
  readonly relation: string;
  readonly object: string;
}

function holders(place: Place, rewrite: Rewrite): readonly string[] {
  switch (rewrite.kind) {
    case 'union':
      return rewrite.children.flatMap((child) => holders(place, child));
    case 'computed':
      return holding(place, place.object, rewrite.relation);
    case 'tuple_to_userset':
      return assigned(place, rewrite.tupleset).flatMap((parent) => holding(place, parent, rewrite.computed));
    case 'direct':
      return assigned(place, place.relation).flatMap((subject) => {
        const [object = '', relation] = subject.split('#');
        return relation === undefined ? [subject] : [subject, ...holding(place, object, relation)];
      });
    default:
      return rewrite satisfies never;
  }
}

/** The subjects of stored tuples of the relation that the model permits there. */
function assigned({ model, tuples, object }: Place, relation: string): readonly string[] {
  const { rewrite } = model.relation(typeOf(object), relation);
  const parts = rewrite.kind === 'union' ? rewrite.children : [rewrite];
  const restrictions = parts.flatMap((part) => (part.kind === 'direct' ? part.restrictions : []));
  return tuples
    .filter((tuple) => tuple.object === object && tuple.relation === relation)
    .map(({ subject }) => subject)
    .filter((subject) => {
      const [name = '', userset] = subject.split('#');
      return restrictions.some((one) => one.type === typeOf(name) && one.relation === userset);
    });
}

function holding({ facts }: Place, object: string, relation: string): readonly string[] {
  const prefix = `${object}#${relation}@`;
  return [...facts].filter((fact) => fact.startsWith(prefix)).map((fact) => fact.slice(prefix.length));
}

function randomModel(random: Random): AuthorizationModel {
  for (;;) {
    try {
      return parseAuthorizationModel(
        ['model', '  schema 1.1', 'type user', ...TYPES.flatMap(types)].join('\n'),
      );
    } catch (error) {
      // Not every random model is valid; the next one may be.
      if (!(error instanceof ModelError)) throw error;
    }
  }
  function types(type: string): readonly string[] {
    const parents = TYPES.filter(() => random.below(2) === 0).join(', ');
    const lines = RELATIONS.slice(1).map((name) => `    define ${name}: ${randomRewrite(random)}`);
    return [
      `type ${type}`,
      '  relations',
      `    define parent: [${parents === '' ? type : parents}]`,
      ...lines,
    ];
  }
}

function randomRewrite(random: Random): string {
  const userset = (): string => `${random.pick(TYPES)}#${random.pick(RELATIONS.slice(1))}`;
  const direct = random.pick(['[user]', `[user, ${userset()}]`, `[${userset()}, ${random.pick(TYPES)}]`, '']);
  const others = [random.pick(RELATIONS.slice(1)), `${random.pick(RELATIONS.slice(1))} from parent`];
  return (
    [direct, ...others.filter(() => random.below(2) === 0)].filter((part) => part !== '').join(' or ') ||
    '[user]'
  );
}

/** Mostly tuples that the model permits, and some that it does not. */
function randomTuples(random: Random, model: AuthorizationModel): readonly Tuple[] {
  const relations = [...model.relations()];
  const tuples = Array.from({ length: 10 + random.below(40) }, () => {
    const { type, name } = random.pick(relations);
    const subject = random.pick(SUBJECTS);
    const userset = !subject.startsWith('user:') && random.below(2) === 0;
    const suffix = userset ? `#${random.pick(RELATIONS.slice(1))}` : '';
    return `${random.pick(ids(type, 3))}#${name}@${subject}${suffix}`;
  });
  return [...new Set(tuples)].map(parseTuple);
}

/** mulberry32: small, and the same numbers for the same seed everywhere. */
class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('Nothing to pick from');
    return value;
  }
}

function ids(type: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${type}:${index + 1}`);
}

function typeOf(object: string): string {
  return object.slice(0, object.indexOf(':'));
}
