import { describe, expect, it } from 'vitest';
import { decodeId, encodeId, SOMEBODY } from './object-ids.js';

/** What SpiceDB takes for an id. */
const ACCEPTED = /^(([a-zA-Z0-9/_|\-=+]{1,})|\*)$/u;

const IDS = [
  'alice',
  'a-b_c/d|e+f',
  'alice@example.com',
  'a.b',
  'a=b',
  'a=2Eb',
  '=',
  '==',
  '%',
  '%41',
  '100%',
  'übung',
  '文書',
  '😀',
  "o'brien",
  'somebody',
  '=somebody',
];

describe('the ids of objects in SpiceDB', () => {
  it.each(IDS)('%s comes back as it was', (id) => {
    expect(encodeId(id)).toMatch(ACCEPTED);
    expect(decodeId(encodeId(id))).toBe(id);
  });

  it('are never those of two objects', () => {
    expect(new Set(IDS.map(encodeId)).size).toBe(IDS.length);
  });

  it('leave an id that no object has', () => {
    expect(SOMEBODY).toMatch(ACCEPTED);
    expect(IDS.map(encodeId)).not.toContain(SOMEBODY);
  });

  it('keep everyone of a type apart from everybody', () => {
    expect(encodeId('*')).toBe('*');
  });

  it('refuse one that becomes too long', () => {
    expect(() => encodeId('文'.repeat(200))).toThrow(/becomes 1800 characters long/u);
  });
});
