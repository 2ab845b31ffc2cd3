import { describe, expect, it } from 'vitest';
import { stateStoreContract } from '../testing/state-store.contract.js';
import { DependencyUnavailableError } from './errors.js';
import { MemoryStateStore } from './memory-state-store.js';

function setUp(maxEntries = 1_000) {
  const clock = { time: 1_000_000, now: () => clock.time };
  const store = new MemoryStateStore({ clock, maxEntries });
  const first = (key: string, ttlMs = 1_000) => store.setIfAbsent({ key, value: '1', ttlMs });
  return { clock, store, first };
}

stateStoreContract({
  name: 'MemoryStateStore',
  createStore: async () => {
    const { clock, store } = setUp();
    const advance = async (ms: number): Promise<void> => {
      clock.time += ms;
    };
    return { store, advance };
  },
  testApi: { describe, it, expect },
});

describe('MemoryStateStore', () => {
  it('refuses new keys when full rather than forget one that could then be replayed', () => {
    const { store, first } = setUp(10);
    for (let index = 0; index < 10; index += 1) first(`jti ${index}`);
    const another = { key: 'another', value: '1', ttlMs: 1_000 };
    for (const attempt of [
      () => store.setIfAbsent(another),
      () => store.set(another),
      () => store.increment(another),
    ])
      expect(attempt).toThrow(DependencyUnavailableError);
    expect([0, 5, 9].map((index) => first(`jti ${index}`))).toEqual([false, false, false]);
    expect(store.size).toBe(10);
  });

  it('still changes what it holds when full', () => {
    const { store, first } = setUp(1);
    first('a');
    store.set({ key: 'a', value: '5', ttlMs: 1_000 });
    expect(store.increment({ key: 'a', ttlMs: 1_000 }).value).toBe(6);
  });

  it('makes room again when entries expire', () => {
    const { clock, store, first } = setUp(10);
    for (let index = 0; index < 10; index += 1) first(`old ${index}`);
    clock.time += 1_000;
    for (let index = 0; index < 10; index += 1) expect(first(`new ${index}`)).toBe(true);
    expect(store.size).toBe(10);
  });

  it('sweeps what has expired while new keys come in, so that it does not pile up', () => {
    const { clock, store, first } = setUp();
    for (let index = 0; index < 500; index += 1) first(`old ${index}`);
    clock.time += 1_000;
    for (let index = 0; index < 300; index += 1) first(`new ${index}`);
    expect(store.size).toBe(300);
  });
});
