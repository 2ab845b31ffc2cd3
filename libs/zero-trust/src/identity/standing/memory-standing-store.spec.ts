import { describe, expect, it } from 'vitest';
import { standingStoreContract } from '../../testing/standing-store.contract.js';
import { MemoryStandingStore } from './memory-standing-store.js';

function movable(): { readonly clock: { now(): number }; advance(ms: number): Promise<void> } {
  let now = 0;
  return {
    clock: { now: () => now },
    advance: async (ms) => {
      now += ms;
    },
  };
}

standingStoreContract({
  name: 'memory',
  createStore: async () => {
    const { clock, advance } = movable();
    return { store: new MemoryStandingStore({ clock }), advance };
  },
  testApi: { describe, it, expect },
});

describe('MemoryStandingStore', () => {
  it('does not grow with what has expired, however long it runs', async () => {
    const { clock, advance } = movable();
    const store = new MemoryStandingStore({ clock });
    for (let count = 0; count < 10_000; count += 1) {
      store.write({ key: `key-${count}`, value: 1, ttlMs: 100 });
      await advance(1);
    }
    expect(store.size).toBeLessThan(300);
  });
});
