import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisState, type RedisState } from 'nestjs-zero-trust/redis';
import { stateStoreContract, throttlerStorageContract } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serverUrl } from '../support/server-url.js';

const testApi = { describe, it, expect };
const opened: RedisState[] = [];

/** Keys of its own on the shared server. */
async function emptyState(): Promise<RedisState> {
  const state = redisState({ url: serverUrl('REDIS_URL'), keyPrefix: `test:${randomUUID()}:` });
  opened.push(state);
  await vi.waitUntil(() => answers(state), { timeout: 5_000 });
  return state;
}

const answers = (state: RedisState): Promise<boolean> =>
  state.ping().then(
    () => true,
    () => false,
  );

// Timers may be a moment early, and Redis ends a key after its last millisecond.
const advance = (ms: number): Promise<void> => sleep(ms + 5);

afterAll(() => {
  for (const state of opened) state.close();
});

stateStoreContract({
  name: 'Redis',
  createStore: async () => ({ store: (await emptyState()).stateStore, advance }),
  testApi,
});

throttlerStorageContract({
  name: 'Redis',
  createStorage: async () => ({ storage: (await emptyState()).throttlerStorage, advance }),
  testApi,
});

describe('two instances on one Redis', () => {
  let one: RedisState;
  let two: RedisState;

  beforeAll(() => {
    const options = { url: serverUrl('REDIS_URL'), keyPrefix: `test:${randomUUID()}:` };
    [one, two] = [redisState(options), redisState(options)];
    opened.push(one, two);
  });

  it('accept a credential once between them, however many times it comes at once', async () => {
    await Promise.all([one, two].map((state) => vi.waitUntil(() => answers(state))));
    const attempts = Array.from({ length: 1_000 }, async (_, index) =>
      (index % 2 === 0 ? one : two).stateStore.setIfAbsent({ key: 'jti', value: '1', ttlMs: 60_000 }),
    );
    expect((await Promise.all(attempts)).filter(Boolean)).toEqual([true]);
  });

  it('accept as many hits between them as the limit, not twice as many', async () => {
    const attempts = Array.from({ length: 1_000 }, (_, index) =>
      (index % 2 === 0 ? one : two).throttlerStorage.increment('alice', 60_000, 300, 0, 'principal'),
    );
    const accepted = (await Promise.all(attempts)).filter(({ isBlocked }) => !isBlocked);
    expect(accepted.length).toBe(300);
  });
});

describe('the scripts', () => {
  it('run again after the server has forgotten them', async () => {
    const state = await emptyState();
    const admin = new Redis(serverUrl('REDIS_URL'));
    const hit = () => state.throttlerStorage.increment('alice', 60_000, 300, 0, 'principal');
    await hit();
    await hit();
    await admin.script('FLUSH');
    expect((await hit()).totalHits).toBe(3);
    admin.disconnect();
  });
});
