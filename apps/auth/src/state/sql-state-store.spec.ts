import { stateStoreContract } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthDatabase } from '../auth.tokens.js';
import { openAuthDatabase } from '../database/open-auth-database.js';
import { SqlStateStore } from './sql-state-store.js';

let database: AuthDatabase;
beforeAll(async () => {
  database = await openAuthDatabase({ inMemory: true });
});
afterAll(() => database.close());

stateStoreContract({
  name: 'the database of the authorization server',
  createStore: async () => {
    await database.db.deleteFrom('state_entries').execute();
    let now = 1_800_000_000_000;
    const store = new SqlStateStore(database, { now: () => now });
    const advance = async (ms: number): Promise<void> => {
      now += ms;
    };
    return { store, advance };
  },
  testApi: { describe, it, expect },
});
