import { describe, expect, it } from 'vitest';
import { DpopNonces } from './dpop-nonces.js';

const SECRET = 'a secret that all the instances share';
const LIFETIME_MS = 300_000;
const NOW = 1_800_000_000_000;

function nonces(secret: string | undefined = SECRET): DpopNonces {
  return new DpopNonces({ secret, lifetimeSeconds: 300 });
}

describe('DpopNonces', () => {
  it('accepts a nonce of another instance with the same secret', () => {
    expect(nonces().isFresh(nonces().current(NOW), NOW)).toBe(true);
  });

  it('refuses a nonce of a process with a secret of its own', () => {
    const one = new DpopNonces({ secret: undefined, lifetimeSeconds: 300 });
    const other = new DpopNonces({ secret: undefined, lifetimeSeconds: 300 });
    expect(one.isFresh(one.current(NOW), NOW)).toBe(true);
    expect(one.isFresh(other.current(NOW), NOW)).toBe(false);
  });

  it('still accepts the previous nonce, and no older one', () => {
    const own = nonces();
    const first = own.current(NOW);
    expect(own.current(NOW + LIFETIME_MS)).not.toBe(first);
    expect(own.isFresh(first, NOW + LIFETIME_MS)).toBe(true);
    expect(own.isFresh(first, NOW + 2 * LIFETIME_MS)).toBe(false);
  });

  it('accepts the next nonce, of an instance whose clock is ahead, and none after it', () => {
    const own = nonces();
    expect(own.isFresh(own.current(NOW + LIFETIME_MS), NOW)).toBe(true);
    expect(own.isFresh(own.current(NOW + 2 * LIFETIME_MS), NOW)).toBe(false);
  });

  it.each([undefined, null, '', 0, [], ['x'], {}, 'made-up'])('refuses %j', (nonce) => {
    expect(nonces().isFresh(nonce, NOW)).toBe(false);
  });
});
