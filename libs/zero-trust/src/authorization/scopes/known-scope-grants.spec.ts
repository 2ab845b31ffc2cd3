import { describe, expect, it } from 'vitest';
import { principalOf } from '../../testing/request-builders.js';
import { KnownScopeGrants } from './known-scope-grants.js';

describe('what is remembered of scopes', () => {
  it('is one list and one principal', () => {
    const grants = new KnownScopeGrants();
    const [read, write] = [grants.bitOf(['orders:read']), grants.bitOf(['orders:write'])];
    const [alice, bob] = [principalOf({ subject: 'alice' }), principalOf({ subject: 'bob' })];
    grants.add(alice, read);
    expect([grants.has(alice, read), grants.has(alice, write), grants.has(bob, read)]).toEqual([
      true,
      false,
      false,
    ]);
    grants.add(alice, write);
    expect([grants.has(alice, read), grants.has(alice, write)]).toEqual([true, true]);
  });

  it('is the same for one list in another order, and another for a part of it', () => {
    const grants = new KnownScopeGrants();
    const both = grants.bitOf(['a', 'b']);
    expect([grants.bitOf(['b', 'a']), grants.bitOf(['a'])]).toEqual([both, both << 1]);
  });

  it('is nothing for lists beyond what fits, so that these are looked at each time', () => {
    const grants = new KnownScopeGrants();
    const bits = Array.from({ length: 33 }, (_, index) => grants.bitOf([`scope-${index}`]));
    expect(new Set(bits.slice(0, 31)).size).toBe(31);
    expect(bits.slice(31)).toEqual([0, 0]);
    const alice = principalOf({});
    for (const bit of bits) grants.add(alice, bit);
    expect(bits.map((bit) => grants.has(alice, bit))).toEqual(bits.map((bit) => bit !== 0));
  });
});
