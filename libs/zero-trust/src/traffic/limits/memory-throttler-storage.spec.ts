import { afterEach, describe, expect, it, vi } from 'vitest';
import { throttlerStorageContract } from '../../testing/throttler-storage.contract.js';
import { MemoryThrottlerStorage } from './memory-throttler-storage.js';

function setUp(maxKeysPerWindow = 100) {
  const clock = { time: 1_000_000, now: () => clock.time };
  const storage = new MemoryThrottlerStorage({ clock, maxKeysPerWindow });
  const hit = (
    key: string,
    { limit = 2, ttlMs = 60_000, blockDurationMs = 0, throttlerName = 'principal' } = {},
  ) => storage.hit({ key, limit, ttlMs, blockDurationMs, throttlerName });
  return { clock, storage, hit };
}

throttlerStorageContract({
  name: 'MemoryThrottlerStorage',
  createStorage: async () => {
    const { clock, storage } = setUp();
    const advance = async (ms: number): Promise<void> => {
      clock.time += ms;
    };
    return { storage, advance };
  },
  testApi: { describe, it, expect },
});

describe('MemoryThrottlerStorage', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('accepts `limit` hits in a window and blocks the next until the window ends', () => {
    const { clock, hit } = setUp();
    expect(hit('a')).toEqual({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 });
    clock.time += 10_000;
    expect(hit('a')).toEqual({ totalHits: 2, timeToExpire: 50, isBlocked: false, timeToBlockExpire: 0 });
    clock.time += 10_000;
    expect(hit('a')).toEqual({ totalHits: 3, timeToExpire: 40, isBlocked: true, timeToBlockExpire: 40 });
    clock.time += 39_999;
    expect(hit('a').isBlocked).toBe(true);
    clock.time += 1;
    expect(hit('a')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('starts a new window when one ends without a block', () => {
    const { clock, hit } = setUp();
    hit('a');
    hit('a');
    clock.time += 60_000;
    expect(hit('a')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('does not let hits while blocked lengthen the block', () => {
    const { clock, hit } = setUp();
    for (let index = 0; index < 50; index += 1) hit('a');
    clock.time += 60_000;
    expect(hit('a').isBlocked).toBe(false);
  });

  it('blocks for the block duration if that is longer than the rest of the window', () => {
    const { clock, hit } = setUp();
    hit('a');
    hit('a');
    expect(hit('a', { blockDurationMs: 300_000 }).timeToBlockExpire).toBe(300);
    clock.time += 299_999;
    expect(hit('a').isBlocked).toBe(true);
    clock.time += 1;
    expect(hit('a').isBlocked).toBe(false);
  });

  it('accepts nothing at a limit of 0, nor at one that is no number', () => {
    const { hit } = setUp();
    expect(hit('a', { limit: 0 }).isBlocked).toBe(true);
    expect(hit('b', { limit: Number.NaN }).isBlocked).toBe(true);
  });

  it('counts keys and throttlers apart', () => {
    const { hit } = setUp();
    hit('a', { limit: 1 });
    expect(hit('b', { limit: 1 }).isBlocked).toBe(false);
    expect(hit('a', { limit: 1, throttlerName: 'route' }).isBlocked).toBe(false);
    expect(hit('a', { limit: 1 }).isBlocked).toBe(true);
  });

  it('sets no timer and keeps one entry, however many hits a key has', () => {
    vi.useFakeTimers();
    const { storage, hit } = setUp();
    for (let index = 0; index < 10_000; index += 1) hit('a', { limit: 20_000 });
    expect(hit('a', { limit: 20_000 }).totalHits).toBe(10_001);
    expect(storage.size).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sweeps what has ended while new keys come in, open and blocked ones alike', () => {
    const { clock, storage, hit } = setUp();
    for (let index = 0; index < 20; index += 1) hit(`open ${index}`);
    for (let index = 0; index < 20; index += 1) hit(`blocked ${index}`, { limit: 0 });
    expect(storage.size).toBe(40);
    clock.time += 60_000;
    for (let index = 0; index < 30; index += 1) hit(`new ${index}`);
    expect(storage.size).toBe(30);
  });

  it('stays within its bound under a flood of keys: the window that ends first gives way', () => {
    const { clock, storage, hit } = setUp(10);
    hit('oldest');
    clock.time += 1;
    hit('younger');
    for (let index = 0; index < 9; index += 1) hit(`flood ${index}`);
    expect(storage.size).toBe(10);
    expect(hit('younger').totalHits).toBe(2);
    expect(hit('oldest').totalHits).toBe(1);
  });

  it('does not free a blocked key by a flood of others', () => {
    const { hit } = setUp(10);
    hit('villain', { limit: 0 });
    for (let index = 0; index < 1000; index += 1) hit(`flood ${index}`);
    expect(hit('villain').isBlocked).toBe(true);
  });

  it('keeps the counters of identities apart from a flood of addresses', () => {
    const { hit } = setUp(10);
    hit('alice', { ttlMs: 900_000 });
    for (let index = 0; index < 1000; index += 1) hit(`address ${index}`, { ttlMs: 60_000 });
    expect(hit('alice', { ttlMs: 900_000 }).totalHits).toBe(2);
  });

  it('refuses new keys while as many are blocked as it can hold, until a block ends', () => {
    const { clock, storage, hit } = setUp(10);
    for (let index = 0; index < 10; index += 1) hit(`villain ${index}`, { limit: 0 });
    expect(hit('newcomer').isBlocked).toBe(true);
    expect(storage.size).toBe(10);
    clock.time += 60_000;
    for (let index = 0; index < 6; index += 1) hit(`other ${index}`);
    expect(hit('newcomer').isBlocked).toBe(false);
  });

  it('answers the same through the interface of @nestjs/throttler', async () => {
    const { storage } = setUp();
    await storage.increment('a', 60_000, 1, 0, 'principal');
    expect(await storage.increment('a', 60_000, 1, 0, 'principal')).toEqual({
      totalHits: 2,
      timeToExpire: 60,
      isBlocked: true,
      timeToBlockExpire: 60,
    });
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('holds no %s keys', (maxKeysPerWindow) => {
    expect(() => new MemoryThrottlerStorage({ maxKeysPerWindow })).toThrow(RangeError);
  });

  it('keeps the keys whose windows end last, whatever came and went in between', () => {
    const { clock, storage, hit } = setUp(3);
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      hit(key);
      clock.time += 1;
    }
    expect([hit('c').totalHits, hit('d').totalHits, hit('e').totalHits]).toEqual([2, 2, 2]);
    hit('c');
    hit('f');
    hit('g');
    expect([hit('e').totalHits, storage.size]).toEqual([3, 4]);
    expect(hit('d').totalHits).toBe(1);
  });

  describe('with a short cut', () => {
    const WINDOW = { limit: 2, ttlMs: 60_000, blockDurationMs: 0, throttlerName: 'principal' };

    function shortCutOf(storage: MemoryThrottlerStorage, key: string) {
      const shortCut = { counter: undefined };
      return (changes = {}) => storage.hit({ ...WINDOW, key, shortCut, ...changes });
    }

    it('counts what comes another way to the same key, and the other way round', () => {
      const { storage, hit } = setUp();
      const [one, other] = [shortCutOf(storage, 'a'), shortCutOf(storage, 'a')];
      expect([one().totalHits, other().totalHits, hit('a', { limit: 9 }).totalHits]).toEqual([1, 2, 3]);
      expect([one().isBlocked, other().isBlocked, hit('a').isBlocked]).toEqual([true, true, true]);
    });

    it('begins anew with the window, and after a block', () => {
      const { clock, storage } = setUp();
      const hit = shortCutOf(storage, 'a');
      hit();
      clock.time += 60_000;
      expect([hit().totalHits, hit().totalHits, hit().isBlocked]).toEqual([1, 2, true]);
      clock.time += 60_000;
      expect(hit()).toMatchObject({ totalHits: 1, isBlocked: false });
    });

    it('leads to no counter of another window', () => {
      const { storage } = setUp();
      const hit = shortCutOf(storage, 'a');
      hit();
      expect(hit({ throttlerName: 'route' }).totalHits).toBe(1);
      expect(hit({ ttlMs: 1_000 }).totalHits).toBe(1);
      expect(hit().totalHits).toBe(2);
    });

    it('leads to no counter that has given way to newer ones', () => {
      const { storage, hit } = setUp(2);
      const first = shortCutOf(storage, 'a');
      first();
      hit('b');
      hit('c');
      expect(first().totalHits).toBe(1);
      expect(storage.size).toBe(2);
    });
  });
});
