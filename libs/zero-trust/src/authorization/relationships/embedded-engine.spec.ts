import { describe, expect, it } from 'vitest';
import { relationshipEngineContract } from '../../testing/relationship-engine.contract.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import { embeddedRelationships } from './embedded-relationships.js';
import { MemoryTupleStore } from './memory-tuple-store.js';
import { parseAuthorizationModel } from './parse-authorization-model.js';
import { DEFAULT_LIMITS } from './resolution.js';
import { parseTuple } from './tuple.js';

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
  store.write({ writes: tuples.map(parseTuple) });
  return engine;
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
