import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { standingStoreContract } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOrdersDatabase } from '../database/open-orders-database.js';
import type { OrdersDatabase } from '../orders.tokens.js';
import { SqlStandingStore } from './sql-standing-store.js';

let database: OrdersDatabase;

beforeAll(async () => {
  database = await openOrdersDatabase({ inMemory: true });
});

afterAll(() => database.close());

/** As it is after the migration. */
async function empty(): Promise<void> {
  await sql`truncate standing_facts`.execute(database.db);
  await sql`update standing_head set epoch = gen_random_uuid()::text, position = 0`.execute(database.db);
}

standingStoreContract({
  name: 'the embedded database',
  createStore: async () => {
    await empty();
    // Timers may be a moment early.
    return { store: new SqlStandingStore(database.db), advance: (ms) => sleep(ms + 5) };
  },
  testApi: { describe, it, expect },
});
