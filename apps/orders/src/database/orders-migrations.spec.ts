import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@sample/shared';
import { sqlOutbox, sqlTupleLedger } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOrdersDatabase } from './open-orders-database.js';
import { ORDERS_MIGRATIONS } from './orders-migrations.js';
import type { OrdersSchema } from './orders-schema.js';

const TUPLE = { subject: 'user:bob', relation: 'creator', object: 'order:12345' };

describe('the relationships of a database from before there was a log of their changes', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orders-migrations-'));
    const older = Object.entries(ORDERS_MIGRATIONS).filter(([name]) => name < '008');
    const migrations = Object.fromEntries(older);
    const database = await openDatabase<OrdersSchema>({ dataDir, schema: 'orders', migrations });
    await database.db.insertInto('relationship_tuples').values(TUPLE).execute();
    await database.close();
  });

  afterAll(() => rm(dataDir, { recursive: true }));

  it('are kept, and brought to a server that evaluates them from now on', async () => {
    const { db, close } = await openOrdersDatabase({ dataDir });
    expect(await sqlTupleLedger(db).read({})).toEqual([TUPLE]);
    const { fresh } = await sqlOutbox({ db, name: 'new-server' }).undelivered({ limit: 10 });
    expect(fresh.map(({ op, tuple }) => [op, tuple])).toEqual([['write', TUPLE]]);
    await close();
  });
});
