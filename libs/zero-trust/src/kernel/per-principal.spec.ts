import { describe, expect, it } from 'vitest';
import { principalOf } from '../testing/request-builders.js';
import { PerPrincipal, sealPrincipal } from './per-principal.js';

const alice = () => sealPrincipal({ ...principalOf({ subject: 'alice' }) });

describe('what is remembered of a principal', () => {
  it('is found again with the same principal, and with no other one', () => {
    const names = new PerPrincipal<string>();
    const [one, other] = [alice(), alice()];
    names.set(one, 'first');
    expect([names.get(one), names.get(other)]).toEqual(['first', undefined]);
  });

  it('is kept apart by whoever remembers it', () => {
    const [names, counts] = [new PerPrincipal<string>(), new PerPrincipal<number>()];
    const principal = alice();
    names.set(principal, 'alice');
    expect(counts.get(principal)).toBeUndefined();
    counts.set(principal, 1);
    expect(names.get(principal)).toBe('alice');
  });

  it('does not go along with a copy, whose scopes or claims may be others', () => {
    const names = new PerPrincipal<string>();
    const principal = alice();
    names.set(principal, 'alice');
    expect(names.get({ ...principal, subject: 'mallory' })).toBeUndefined();
    expect(names.get(Object.freeze({ ...principal }))).toBeUndefined();
    expect(names.get(structuredClone({ ...principal, scopes: new Set<string>() }))).toBeUndefined();
  });

  it('does not go along with what is derived from it', () => {
    const names = new PerPrincipal<string>();
    const principal = alice();
    names.set(principal, 'alice');
    const derived = Object.create(principal) as typeof principal;
    expect(names.get(derived)).toBeUndefined();
    names.set(derived, 'mallory');
    expect(names.get(principal)).toBe('alice');
  });

  it('can be remembered of a principal that somebody else made', () => {
    const names = new PerPrincipal<string>();
    const foreign = Object.freeze({ ...principalOf({ subject: 'bob' }) });
    names.set(foreign, 'bob');
    expect(names.get(foreign)).toBe('bob');
  });

  it('does not show on the principal, which is frozen', () => {
    const principal = alice();
    new PerPrincipal<string>().set(principal, 'alice');
    expect(Object.isFrozen(principal)).toBe(true);
    expect(principal).toStrictEqual({ ...principal });
    expect(JSON.stringify(principal)).toBe(JSON.stringify({ ...principal }));
  });
});
