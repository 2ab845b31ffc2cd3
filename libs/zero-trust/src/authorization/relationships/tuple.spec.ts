import { describe, expect, it } from 'vitest';
import { parseSubject } from './names.js';
import { RelationshipError } from './relationship-error.js';
import { formatTuple, parseTuple, type Tuple } from './tuple.js';

const TUPLE: Tuple = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };

function withCondition(condition: unknown): Tuple {
  return parseTuple({ ...TUPLE, condition } as Tuple);
}

describe('a tuple', () => {
  it.each([
    ['order:1#viewer@user:alice', TUPLE],
    ['order:1#viewer@user:*', { ...TUPLE, subject: 'user:*' }],
    ['order:1#viewer@organization:acme#member', { ...TUPLE, subject: 'organization:acme#member' }],
  ])('is read from and written to %s', (text, tuple) => {
    expect(parseTuple(text)).toEqual(tuple);
    expect(formatTuple(tuple)).toBe(text);
  });

  it('is the same tuple with and without a condition', () => {
    expect(formatTuple(withCondition({ name: 'in_hours' }))).toBe(formatTuple(TUPLE));
  });

  it.each([
    [{ name: 'in_hours' }],
    [{ name: 'in_hours', context: {} }],
    [{ name: 'in_hours', context: { until: '17:00', days: [1, 2], nested: { a: null } } }],
  ])('keeps its condition %j', (condition) => {
    expect(withCondition(condition)).toEqual({ ...TUPLE, condition });
  });

  it('holds a copy of the context that nobody can change from outside', () => {
    const context = { limit: 1 };
    const tuple = withCondition({ name: 'c', context });
    context.limit = 2;
    expect(tuple.condition?.context).toEqual({ limit: 1 });
  });

  it.each([
    ['in_hours'],
    [null],
    [[]],
    [{}],
    [{ name: '' }],
    [{ name: 5 }],
    [{ name: 'a b' }],
    [{ name: 'a'.repeat(51) }],
  ])('is refused with the condition %j', (condition) => {
    expect(() => withCondition(condition)).toThrow(expect.objectContaining({ reason: 'invalid_tuple' }));
  });

  it('is refused with a context that is no JSON object, or a large one', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const contexts = ['a', 5, [], cyclic, { n: 1n }, { text: 'a'.repeat(40_000) }];
    for (const context of contexts) {
      expect(() => withCondition({ name: 'c', context })).toThrow(
        expect.objectContaining({ reason: 'invalid_context' }),
      );
    }
  });
});

describe('the length of names, in bytes as OpenFGA measures it', () => {
  it.each([
    ['order:1#viewer@user:', 251, 252, ''],
    ['order:1#viewer@user:', 251, 252, '#m'],
    ['order:1#', 50, 51, '@user:a'],
    ['order:1#viewer@user:a#', 50, 51, ''],
    ['order:', 250, 251, '#viewer@user:a'],
  ])('%s… may take %i bytes and not %i (%s)', (before, most, more, after) => {
    const written = (name: string): unknown => parseTuple(`${before}${name}${after}`);
    expect(() => written('a'.repeat(most))).not.toThrow();
    expect(() => written('a'.repeat(more))).toThrow(RelationshipError);
    // Two code units, four bytes.
    expect(() => written('😀'.repeat(Math.floor(most / 4)))).not.toThrow();
    expect(() => written('😀'.repeat(Math.floor(most / 4) + 1))).toThrow(RelationshipError);
  });
});

describe('a subject', () => {
  it.each([
    ['user:alice', { type: 'user', id: 'alice' }],
    ['user:*', { type: 'user', id: '*', wildcard: true }],
    ['organization:acme#member', { type: 'organization', id: 'acme', relation: 'member' }],
  ])('may be %s', (subject, name) => {
    expect(parseSubject(subject)).toEqual(name);
  });

  it.each([
    '*',
    'user',
    'user:',
    ':*',
    'user:*#member',
    'user:**',
    'user:a*',
    'user:* ',
    '*:*',
    'user:a#',
    'user:a#b#c',
  ])('may not be "%s"', (subject) => {
    expect(() => parseSubject(subject)).toThrow(expect.objectContaining({ reason: 'invalid_subject' }));
  });
});
