import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../model/parse-authorization-model.js';
import { RelationshipError } from '../relationship-error.js';
import type { CheckQuery } from '../relationship-engine.port.js';
import { MemoryTupleStore } from '../tuples/memory-tuple-store.js';
import { parseTuple } from '../tuple.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import { DEFAULT_LIMITS } from './resolution.js';

const MODEL = `model
  schema 1.1
type user
type team
  relations
    define lead: [user]
    define member: [user, team#member] or lead
type org
  relations
    define parent: [org]
    define admin: [user]
    define member: [user] or admin
    define open: [user:*]
    define any: member or any from parent
type doc
  relations
    define org: [org]
    define owner: [user]
    define blocked: [user]
    define timed: [user with soon]
    define editor: owner or admin from org
    define viewer: [team#member] or editor or member from org
    define guest: open from org or timed or owner
    define reader: viewer but not blocked
    define both: owner and blocked
    define deep: any from org
condition soon(now: timestamp) {
  now < timestamp("2030-01-01T00:00:00Z")
}
`;
const PARENTS = Array.from({ length: 20 }, (_, index) => `doc:wide#org@org:${index}`);
const TUPLES = [
  ...PARENTS,
  'org:0#admin@user:ada',
  'org:0#open@user:*',
  'org:7#parent@org:top',
  'org:19#member@user:bob',
  'org:top#member@user:cy',
  'doc:1#org@org:0',
  'doc:1#owner@user:bob',
  'doc:1#blocked@user:bob',
  'doc:1#viewer@team:t#member',
  'doc:2#org@org:7',
  'team:t#member@team:s#member',
  'team:s#lead@user:dee',
];
const SUBJECTS = ['user:ada', 'user:bob', 'user:cy', 'user:dee', 'user:nobody', 'user:*', 'team:s#lead'];
const OBJECTS = ['doc:1', 'doc:2', 'doc:wide', 'doc:none', 'org:0', 'org:7', 'team:t'];

function engineOf(limits = DEFAULT_LIMITS): EmbeddedRelationshipEngine {
  const store = new MemoryTupleStore();
  const engine = new EmbeddedRelationshipEngine({ model: parseAuthorizationModel(MODEL), store, limits });
  for (const tuple of TUPLES) store.put(parseTuple(tuple));
  const timed = { subject: 'user:dee', relation: 'timed', object: 'doc:2', condition: { name: 'soon' } };
  store.put(timed);
  return engine;
}

function outcome(engine: EmbeddedRelationshipEngine, query: CheckQuery): unknown {
  try {
    return (engine.check(query) as { allowed: boolean }).allowed;
  } catch (error) {
    return (error as RelationshipError).reason;
  }
}

/** A tuple of its own, of nothing that matters, makes the question one for the search. */
const APART = [{ subject: 'user:apart', relation: 'owner', object: 'doc:apart' }];

const QUESTIONS = OBJECTS.flatMap((object) =>
  [...parseAuthorizationModel(MODEL).relations()]
    .filter(({ type }) => object.startsWith(`${type}:`))
    .flatMap(({ name: relation }) => SUBJECTS.map((subject) => ({ subject, relation, object }))),
);

describe('a check that is answered near by', () => {
  it.each([DEFAULT_LIMITS, { ...DEFAULT_LIMITS, maxDepth: 2 }, { ...DEFAULT_LIMITS, maxDepth: 1 }])(
    'comes to what the search does, on every question, within %o',
    (limits) => {
      const engine = engineOf(limits);
      const near = QUESTIONS.map((query) => [query, outcome(engine, query)]);
      const searched = QUESTIONS.map((query) => [
        query,
        outcome(engine, { ...query, contextualTuples: APART }),
      ]);
      expect(near).toEqual(searched);
      expect(new Set(near.map(([, found]) => found)).size).toBeGreaterThan(1);
    },
  );

  it('looks at the tuples as they are now', async () => {
    const engine = engineOf();
    const query = { subject: 'user:bob', relation: 'editor', object: 'doc:1' };
    expect(outcome(engine, query)).toBe(true);
    await engine.write({ deletes: [{ subject: 'user:bob', relation: 'owner', object: 'doc:1' }] });
    expect(outcome(engine, query)).toBe(false);
  });

  it('still refuses a context that is none', () => {
    const query = { subject: 'user:bob', relation: 'editor', object: 'doc:1' };
    const context = [] as unknown as Record<string, unknown>;
    expect(outcome(engineOf(), { ...query, context })).toBe('invalid_context');
  });
});
