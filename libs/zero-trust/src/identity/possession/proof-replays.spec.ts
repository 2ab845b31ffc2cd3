import { describe, expect, it } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { MemoryStateStore } from '../../kernel/memory-state-store.js';
import type { StateStore } from '../../kernel/state-store.port.js';
import { createDpopKey } from '../../testing/dpop-proof.js';
import {
  boundPrincipal,
  codeOf,
  contextWith,
  denialOf,
  NOW,
  NOW_SECONDS,
  possession,
  proof,
} from '../../testing/possession-world.js';

describe('ProofOfPossession and replays', () => {
  it('accepts a proof once', async () => {
    const proving = possession();
    const sent = proof();
    expect(await codeOf(contextWith(sent), proving)).toBe('accepted');
    expect(await codeOf(contextWith(sent), proving)).toBe('ZT_PROOF_REPLAYED');
  });

  it('refuses a proof whose id was used before, though it is signed anew', async () => {
    const proving = possession();
    expect(await codeOf(contextWith(proof({ claims: { jti: 'one' } })), proving)).toBe('accepted');
    expect(await codeOf(contextWith(proof({ claims: { jti: 'one' } })), proving)).toBe('ZT_PROOF_REPLAYED');
  });

  it('lets two keys use one id', async () => {
    const proving = possession();
    const other = createDpopKey();
    const claims = { jti: 'one' };
    expect(await codeOf(contextWith(proof({ claims })), proving)).toBe('accepted');
    const second = contextWith(proof({ key: other, claims }));
    expect(await codeOf(second, proving, { jkt: other.jkt })).toBe('accepted');
  });

  it('does not use up an id with a proof that is refused', async () => {
    const proving = possession();
    const claims = { jti: 'one' };
    expect(await codeOf(contextWith(proof({ claims, method: 'POST' })), proving)).toBe('ZT_PROOF_INVALID');
    expect(await codeOf(contextWith(proof({ claims })), proving)).toBe('accepted');
  });

  it('takes the same request for the same use: it is asked before routing, and by Passport again', async () => {
    const proving = possession();
    const context = contextWith(proof());
    expect(proving.prove(context, boundPrincipal)).toMatchObject({ effect: 'allow' });
    expect(proving.prove(context, boundPrincipal)).toMatchObject({ effect: 'allow' });
  });

  it('remembers a proof for as long as it is good, to the last moment', async () => {
    let now = NOW;
    const clock = { now: () => now };
    const store = new MemoryStateStore({ clock });
    const sent = proof({ claims: { iat: NOW_SECONDS + 30 } });
    expect(await codeOf(contextWith(sent), possession({ store }))).toBe('accepted');
    now = NOW + 60_000;
    expect(await codeOf(contextWith(sent), possession({ store, now }))).toBe('ZT_PROOF_REPLAYED');
    now = NOW + 60_001;
    expect(await codeOf(contextWith(sent), possession({ store, now }))).toBe('ZT_PROOF_INVALID');
  });

  it('accepts exactly one of 10,000 concurrent uses', { timeout: 60_000 }, async () => {
    const memory = new MemoryStateStore({ clock: { now: () => NOW } });
    const slow = { ...storeOf(memory), setIfAbsent: async (entry: never) => memory.setIfAbsent(entry) };
    const proving = possession({ store: slow });
    const sent = proof();
    const codes = await Promise.all(Array.from({ length: 10_000 }, () => codeOf(contextWith(sent), proving)));
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(codes.filter((code) => code === 'ZT_PROOF_REPLAYED')).toHaveLength(9_999);
  });

  it.each<[string, StateStore['setIfAbsent']]>([
    ['throws', () => fail(new Error('down'))],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['is known to be down', () => fail(new DependencyUnavailableError('redis', 'down'))],
  ])('answers 503, never an allow, when the store %s', async (_what, setIfAbsent) => {
    const store = { ...storeOf(new MemoryStateStore()), setIfAbsent };
    expect(await denialOf(contextWith(proof()), possession({ store }))).toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
      kind: 'unavailable',
    });
  });

  it.each([undefined, 1, 'OK', {}])('takes a store that answers %j for a replay', async (answer) => {
    const setIfAbsent = (() => answer) as unknown as StateStore['setIfAbsent'];
    const store = { ...storeOf(new MemoryStateStore()), setIfAbsent };
    expect(await codeOf(contextWith(proof()), possession({ store }))).toBe('ZT_PROOF_REPLAYED');
  });
});

function fail(error: Error): never {
  throw error;
}

/** The operations of a store as an object of its own, so that one of them can be replaced. */
function storeOf(store: StateStore): StateStore {
  return {
    increment: (increment) => store.increment(increment),
    setIfAbsent: (entry) => store.setIfAbsent(entry),
    set: (entry) => store.set(entry),
    get: (name) => store.get(name),
    delete: (name) => store.delete(name),
  };
}
