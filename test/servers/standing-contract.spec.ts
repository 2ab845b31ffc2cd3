import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOrdersDatabase, SqlStandingStore, type OrdersDatabase } from '@sample/orders';
import { redisState, type RedisState } from 'nestjs-zero-trust/redis';
import { standingStoreContract } from 'nestjs-zero-trust/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openTestDatabase } from '../e2e/support/test-storage.js';
import { serverUrl } from './support/server-url.js';

const testApi = { describe, it, expect };
const states: RedisState[] = [];
const databases: OrdersDatabase[] = [];

afterAll(async () => {
  for (const state of states) state.close();
  for (const database of databases) await database.close();
});

// Timers may be a moment early, and Redis ends a key after its last millisecond.
const advance = (ms: number): Promise<void> => sleep(ms + 5);

/** Keys of its own on the shared server. */
async function emptyState(): Promise<RedisState> {
  const state = redisState({ url: serverUrl('REDIS_URL'), keyPrefix: `test:${randomUUID()}:` });
  states.push(state);
  await vi.waitUntil(
    () =>
      state
        .ping()
        .then(() => true)
        .catch(() => false),
    { timeout: 5_000 },
  );
  return state;
}

standingStoreContract({
  name: 'Redis',
  createStore: async () => ({ store: (await emptyState()).standingStore, advance }),
  testApi,
});

standingStoreContract({
  name: 'PostgreSQL',
  createStore: async () => {
    const database = await openTestDatabase(openOrdersDatabase);
    databases.push(database);
    return { store: new SqlStandingStore(database.db), advance };
  },
  testApi,
});
