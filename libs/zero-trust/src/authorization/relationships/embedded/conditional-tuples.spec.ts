import { describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../model/parse-authorization-model.js';
import { MemoryTupleStore } from '../tuples/memory-tuple-store.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';

const MODEL = parseAuthorizationModel(`model
  schema 1.1
type user
type group
  relations
    define member: [user]
type doc
  relations
    define viewer: [group#member with tagged]
condition tagged(tags: list<timestamp>, wanted: timestamp) {
  wanted in tags
}`);
const QUESTION = { subject: 'user:eve', relation: 'viewer', object: 'doc:1' };
const DAY = '2026-01-01T00:00:00Z';

function engineOf(count: number, context: Readonly<Record<string, unknown>>): EmbeddedRelationshipEngine {
  const store = new MemoryTupleStore();
  const condition = { name: 'tagged', context };
  const writes = Array.from({ length: count }, (_, index) => ({
    subject: `group:${index}#member`,
    relation: 'viewer',
    object: 'doc:1',
    condition,
  }));
  void store.write({ writes });
  return new EmbeddedRelationshipEngine({ model: MODEL, store });
}

describe('a check of thousands of tuples with one condition', () => {
  it('has an answer where the values are small', () => {
    const engine = engineOf(4_000, { wanted: '2027-01-01T00:00:00Z' });
    expect(engine.check({ ...QUESTION, context: { tags: [DAY] } })).toEqual({ allowed: false });
  });

  it.each([
    ['the request', { wanted: DAY }, { tags: Array.from({ length: 3_000 }, () => DAY) }],
    ['each tuple', { tags: Array.from({ length: 1_400 }, () => DAY) }, { wanted: DAY }],
  ])('gives up early where %s brings a long list', (_what, ofTuple, context) => {
    const engine = engineOf(1_000, ofTuple);
    expect(() => engine.check({ ...QUESTION, context })).toThrow(
      expect.objectContaining({ reason: 'resolution_too_complex' }),
    );
  });
});
