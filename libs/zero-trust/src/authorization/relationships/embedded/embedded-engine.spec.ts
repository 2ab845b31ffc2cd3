import { describe, expect, it } from 'vitest';
import { relationshipEngineContract } from '../../../testing/relationship-engine.contract.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import { embeddedRelationships } from './embedded-relationships.js';
import { MemoryTupleStore } from '../tuples/memory-tuple-store.js';
import { parseAuthorizationModel } from '../model/parse-authorization-model.js';
import { DEFAULT_LIMITS } from './resolution.js';
import type { CheckQuery } from '../relationship-engine.port.js';
import { parseTuple } from '../tuple.js';

relationshipEngineContract({
  name: 'embedded',
  createEngine: async (model) => embeddedRelationships({ model }).create(),
  testApi: { describe, it, expect },
});

const GROUPS = `model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type folder
  relations
    define parent: [folder]
    define viewer: [user] or viewer from parent
`;

function engineOf(
  model: string,
  tuples: readonly string[],
  limits = DEFAULT_LIMITS,
): EmbeddedRelationshipEngine {
  const store = new MemoryTupleStore();
  const engine = new EmbeddedRelationshipEngine({ model: parseAuthorizationModel(model), store, limits });
  // Past what a write refuses: a store may hold what was permitted once.
  for (const tuple of tuples) store.put(parseTuple(tuple));
  return engine;
}

/** Relations of one object that include those of the next level in more than one way. */
function doubling(levels: number, rewrite: string): string {
  const next = (level: number) => rewrite.replaceAll('1', String(level + 1));
  const lines = Array.from({ length: levels }, (_, level) => [`a${level}`, `b${level}`])
    .flatMap((names, level) => names.map((name) => `    define ${name}: ${next(level)}`))
    .concat(`    define a${levels}: [user]`, `    define b${levels}: [user]`);
  return ['model', '  schema 1.1', 'type user', 'type doc', '  relations', ...lines, ''].join('\n');
}

function chain(length: number): readonly string[] {
  const links = Array.from({ length }, (_, index) => `group:${index}#member@group:${index + 1}#member`);
  return [...links, `group:${length}#member@user:alice`];
}

const inGroup = (object: string, subject = 'user:alice') => ({ subject, relation: 'member', object });

describe('the embedded relationship engine', () => {
  it('answers synchronously', () => {
    const engine = engineOf(GROUPS, ['group:1#member@user:alice']);
    expect(engine.check(inGroup('group:1'))).toEqual({ allowed: true });
  });

  it('denies, and ends, on groups that contain each other and themselves', () => {
    const tuples = [
      'group:a#member@group:b#member',
      'group:b#member@group:a#member',
      'group:a#member@group:a#member',
    ];
    const engine = engineOf(GROUPS, tuples);
    expect(engine.check(inGroup('group:a'))).toEqual({ allowed: false });
    expect(engine.listObjects({ subject: 'user:alice', relation: 'member', type: 'group' })).toEqual([]);
  });

  it('denies, and ends, on folders that are their own ancestors', () => {
    const engine = engineOf(GROUPS, ['folder:a#parent@folder:b', 'folder:b#parent@folder:a']);
    expect(engine.check({ subject: 'user:alice', relation: 'viewer', object: 'folder:a' })).toEqual({
      allowed: false,
    });
  });

  it('finds the grant behind a cycle', () => {
    const tuples = [
      'group:a#member@group:b#member',
      'group:b#member@group:a#member',
      'group:b#member@user:alice',
    ];
    expect(engineOf(GROUPS, tuples).check(inGroup('group:a'))).toEqual({ allowed: true });
  });

  it('follows 24 nested groups and refuses to answer for 25', () => {
    expect(engineOf(GROUPS, chain(24)).check(inGroup('group:0'))).toEqual({ allowed: true });
    expect(() => engineOf(GROUPS, chain(25)).check(inGroup('group:0'))).toThrow(
      /No certain answer within 25 hops/,
    );
  });

  it('lists what a check grants up to the depth limit, and no shorter list beyond it', () => {
    const query = { subject: 'user:alice', relation: 'member', type: 'group' };
    expect(engineOf(GROUPS, chain(24)).listObjects(query)).toHaveLength(25);
    expect(() => engineOf(GROUPS, chain(25)).listObjects(query)).toThrow(/No certain answer within 25 hops/);
  });

  it('takes the short way to a group although a long one, cut at the limit, leads there first', () => {
    const long = chain(24).map((tuple) => tuple.replaceAll('group:', 'group:l'));
    const tuples = [
      ...long,
      'group:l24#member@group:end#member',
      'group:end#member@user:bob',
      'group:l0#member@group:end#member',
    ];
    expect(engineOf(GROUPS, tuples).check(inGroup('group:l0', 'user:bob'))).toEqual({ allowed: true });
  });

  it('gives up a check on a hostile number of nested groups instead of stalling', () => {
    const wide = Array.from({ length: 200 }, (_, index) => `group:0#member@group:w${index}#member`);
    const limits = { ...DEFAULT_LIMITS, maxCheckSteps: 100 };
    expect(() => engineOf(GROUPS, wide, limits).check(inGroup('group:0'))).toThrow(
      /No certain answer within 100 steps/,
    );
  });

  it('gives up the rest of a batch that looked at too much, and says that it was the batch', async () => {
    const wide = Array.from({ length: 200 }, (_, index) => `group:0#member@group:w${index}#member`);
    const engine = engineOf(GROUPS, [...wide, 'group:1#member@user:alice'], {
      ...DEFAULT_LIMITS,
      maxBatchSteps: 300,
    });
    const last = inGroup('group:1');
    const answers = await engine.batchCheck([last, ...Array<CheckQuery>(3).fill(inGroup('group:0')), last]);
    expect(answers.map(({ allowed, error }) => [allowed, error?.reason])).toEqual([
      [true, undefined],
      [false, undefined],
      [false, undefined],
      [false, 'resolution_too_complex'],
      [false, 'resolution_too_complex'],
    ]);
    expect(answers[4]?.error?.message).toMatch(/within 300 steps for all of a batch/);
  });

  it.each(['a1 or b1', 'a1 or a1', '(a1 and b1) or (b1 and a1)'])(
    'answers at once where %s leads to the same relation by exponentially many ways',
    (rewrite) => {
      const engine = engineOf(doubling(40, rewrite), ['doc:1#a40@user:bob']);
      const began = performance.now();
      const query = { subject: 'user:alice', relation: 'a0', object: 'doc:1' };
      expect(engine.check(query)).toEqual({ allowed: false });
      expect(performance.now() - began).toBeLessThan(1_000);
    },
  );

  it('gives up a listing past its limit instead of shortening it', () => {
    const many = Array.from({ length: 200 }, (_, index) => `group:${index}#member@user:alice`);
    const limits = { ...DEFAULT_LIMITS, maxListSteps: 100 };
    const list = () =>
      engineOf(GROUPS, many, limits).listObjects({
        subject: 'user:alice',
        relation: 'member',
        type: 'group',
      });
    expect(list).toThrow(/No certain answer within 100 steps/);
  });

  it('visits 200 groups that all contain each other without repeating itself', () => {
    const names = Array.from({ length: 200 }, (_, index) => `group:${index}`);
    const tuples = names.flatMap((outer) => names.map((inner) => `${outer}#member@${inner}#member`));
    expect(engineOf(GROUPS, tuples).check(inGroup('group:0'))).toEqual({ allowed: false });
  });

  it('grants nothing by a stored tuple that the model does not permit', () => {
    const tuples = [
      'group:1#member@folder:x',
      'folder:1#viewer@group:1#member',
      'folder:1#parent@group:1',
      'group:1#member@user:alice',
    ];
    const engine = engineOf(GROUPS, tuples);
    expect(engine.check(inGroup('group:1', 'folder:x'))).toEqual({ allowed: false });
    expect(engine.check({ subject: 'user:alice', relation: 'viewer', object: 'folder:1' })).toEqual({
      allowed: false,
    });
    expect(engine.listObjects({ subject: 'user:alice', relation: 'viewer', type: 'folder' })).toEqual([]);
    expect(engine.listObjects({ subject: 'folder:x', relation: 'member', type: 'group' })).toEqual([]);
  });

  it('tells two objects that no tuple names apart when a userset asks about them', () => {
    const engine = engineOf(GROUPS, []);
    expect(engine.check(inGroup('group:x', 'group:x#member'))).toEqual({ allowed: true });
    expect(engine.check(inGroup('group:x', 'group:y#member'))).toEqual({ allowed: false });
    expect(engine.listObjects({ subject: 'group:x#member', relation: 'member', type: 'group' })).toEqual([
      'group:x',
    ]);
  });
});
