import { describe, expect, it } from 'vitest';
import { AuthorizationModel, type Rewrite } from '../model/authorization-model.js';
import { parseAuthorizationModel } from '../model/parse-authorization-model.js';
import { RelationshipError } from '../relationship-error.js';
import { parseTuple, type Tuple } from '../tuple.js';
import { MemoryTupleStore } from '../tuples/memory-tuple-store.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';

const NODES = `model
  schema 1.1
type user
type node
  relations
    define member: [user, node#member]
    define banned: [user, node#banned]
    define ready: [user, user:*]
    define pass: [user, node#pass] but not banned
    define both: [user, node#both] and ready
`;
const MANY = 100_000;
const LAYERS = 24;
const WIDTH = 40;

function engineOf(model: AuthorizationModel, tuples: readonly Tuple[]): EmbeddedRelationshipEngine {
  const store = new MemoryTupleStore();
  void store.write({ writes: tuples });
  return new EmbeddedRelationshipEngine({ model, store });
}

function nodesOf(tuples: readonly string[]): EmbeddedRelationshipEngine {
  return engineOf(parseAuthorizationModel(NODES), tuples.map(parseTuple));
}

async function outcomeOf(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    throw error;
  }
}

const ask = (relation: string, object = 'node:0') => ({ subject: 'user:eve', relation, object });
const list = (relation: string) => ({ subject: 'user:eve', relation, type: 'node' });
const people = (relation: string) => ({ object: 'node:0', relation, kind: 'user' });

function ring(relation: string, size: number): readonly string[] {
  return Array.from(
    { length: size },
    (_, index) => `node:${index}#${relation}@node:${(index + 1) % size}#${relation}`,
  );
}

function layers(relation: string): readonly string[] {
  return Array.from({ length: LAYERS }, (_, layer) => layer).flatMap((layer) =>
    [0, 1].flatMap((from) =>
      [0, 1].map((to) => `node:${2 * layer + from}#${relation}@node:${2 * (layer + 1) + to}#${relation}`),
    ),
  );
}

function everyoneInEveryone(relation: string): readonly string[] {
  const ids = Array.from({ length: WIDTH }, (_, index) => index);
  return ids.flatMap((outer) =>
    ids
      .filter((inner) => inner !== outer)
      .map((inner) => `node:${outer}#${relation}@node:${inner}#${relation}`),
  );
}

describe('the embedded engine among hostile tuples', () => {
  it.each(['member', 'pass', 'both'])('gives up on a ring of 100,000 usersets of "%s"', async (relation) => {
    const ready = Array.from({ length: LAYERS + 2 }, (_, index) => `node:${index}#ready@user:eve`);
    const engine = nodesOf([...ring(relation, MANY), ...ready]);
    expect(await outcomeOf(() => engine.check(ask(relation)))).toBe('resolution_too_complex');
    expect(await outcomeOf(() => engine.listSubjects(people(relation)))).toBe('resolution_too_complex');
    expect(await outcomeOf(() => engine.listObjects(list(relation)))).toEqual([]);
  });

  it.each(['member', 'pass', 'both'])('gives up on 100,000 usersets of "%s" in one', async (relation) => {
    const wide = Array.from(
      { length: MANY + 1 },
      (_, index) => `node:0#${relation}@node:${index + 1}#${relation}`,
    );
    expect(await outcomeOf(() => nodesOf(wide).check(ask(relation)))).toBe('resolution_too_complex');
  });

  it('works out once what 16 million ways of "but not" and "and" lead to', async () => {
    const engine = nodesOf([...layers('pass'), ...layers('both'), `node:${2 * LAYERS}#pass@user:eve`]);
    expect(await outcomeOf(() => engine.check(ask('pass')))).toEqual({ allowed: true });
    expect(await outcomeOf(() => engine.check(ask('both')))).toEqual({ allowed: false });
    expect(await outcomeOf(() => engine.listObjects(list('pass')))).toHaveLength(2 * LAYERS + 1);
  });

  it.each(['pass', 'both'])(
    'never grants among sets of "%s" that all contain each other',
    async (relation) => {
      const engine = nodesOf(everyoneInEveryone(relation));
      const outcome = await outcomeOf(() => engine.check(ask(relation)));
      expect([{ allowed: false }, 'resolution_too_complex']).toContainEqual(outcome);
    },
  );

  it('denies what is granted but for a subtraction that leads in a circle', async () => {
    const engine = nodesOf([
      'node:0#pass@user:eve',
      'node:0#banned@node:1#banned',
      'node:1#banned@node:0#banned',
    ]);
    expect(await outcomeOf(() => engine.check(ask('pass')))).toEqual({ allowed: false });
    expect(await outcomeOf(() => engine.listObjects(list('pass')))).toEqual([]);
    expect(await outcomeOf(() => engine.listSubjects(people('pass')))).toEqual([]);
  });

  it('explains a deny among 1,000 usersets in a few hundred steps', async () => {
    const wide = Array.from({ length: 1_000 }, (_, index) => `node:0#member@node:${index + 1}#member`);
    const { allowed, tree } = await nodesOf(wide).explain(ask('member'));
    expect(allowed).toBe(false);
    expect(JSON.stringify(tree).length).toBeLessThan(100_000);
  });
});

describe('the embedded engine on hostile models', () => {
  const LENGTH = 20_000;

  function chainOf(rewrite: (next: string) => Rewrite): EmbeddedRelationshipEngine {
    const relations = Array.from({ length: LENGTH }, (_, index) => {
      const last: Rewrite = { kind: 'direct', restrictions: [{ type: 'user' }] };
      const name = `r${index}`;
      return [
        name,
        { type: 'node', name, rewrite: index === LENGTH - 1 ? last : rewrite(`r${index + 1}`) },
      ] as const;
    });
    const model = new AuthorizationModel(
      'hostile',
      new Map([
        ['user', new Map()],
        ['node', new Map(relations)],
      ]),
    );
    return engineOf(model, [parseTuple(`node:0#r${LENGTH - 1}@user:eve`)]);
  }

  it('follows 20,000 relations that are computed from each other without overflowing the stack', async () => {
    const engine = chainOf((relation) => ({ kind: 'computed', relation }));
    expect(await outcomeOf(() => engine.check(ask('r0')))).toEqual({ allowed: true });
    expect(await outcomeOf(() => engine.listObjects(list('r0')))).toEqual(['node:0']);
    expect(await outcomeOf(() => engine.listSubjects(people('r0')))).toEqual(['user:eve']);
  });

  it('gives up on 20,000 set operations within each other', async () => {
    const engine = chainOf((relation) => {
      const computed: Rewrite = { kind: 'computed', relation };
      return { kind: 'intersection', children: [computed, computed] };
    });
    expect(await outcomeOf(() => engine.check(ask('r0')))).toBe('resolution_too_complex');
  });
});
