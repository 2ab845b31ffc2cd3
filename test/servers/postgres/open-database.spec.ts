import { openDatabase, type OpenDatabase } from '@sample/shared';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../e2e/support/test-storage.js';

interface Schema {
  readonly notes: { id: number; text: string };
}

const migrations = {
  '001-notes': {
    up: async (db: Kysely<unknown>): Promise<void> => {
      await sql`create table notes (id int8 primary key, text text not null)`.execute(db);
    },
  },
};

let first: OpenDatabase<Schema>;
let databaseUrl = '';

beforeAll(async () => {
  first = await openTestDatabase((options) => {
    databaseUrl = 'databaseUrl' in options ? options.databaseUrl : '';
    return openDatabase<Schema>({ schema: 'notes', migrations, ...options });
  });
});

afterAll(() => first.close());

describe('openDatabase on PostgreSQL', () => {
  it('runs on the version that is promised', async () => {
    const { rows } = await sql<{
      version: string;
    }>`select current_setting('server_version') as version`.execute(first.db);
    expect(rows[0]?.version).toMatch(/^15\./);
  });

  it('reads int8 as a number and numeric and dates as text, as the embedded database does', async () => {
    const query = sql`select count(*) as count, 1.10::numeric as price, date '2026-07-01' as day`;
    const expected = [{ count: 1, price: '1.10', day: '2026-07-01' }];
    expect((await query.execute(first.db)).rows).toEqual(expected);
    const embedded = await openDatabase<Schema>({ schema: 'notes', migrations, inMemory: true });
    expect((await query.execute(embedded.db)).rows).toEqual(expected);
    await embedded.close();
  });

  it('keeps its rows when it is opened again', async () => {
    await first.db.insertInto('notes').values({ id: 1, text: 'kept' }).execute();
    const again = await openDatabase<Schema>({ schema: 'notes', migrations, databaseUrl });
    expect(await again.db.selectFrom('notes').selectAll().execute()).toEqual([{ id: 1, text: 'kept' }]);
    await again.close();
  });

  it('migrates once, however many processes open it at the same moment', async () => {
    const open = () => openDatabase<Schema>({ schema: 'crowded', migrations, databaseUrl });
    const opened = await Promise.all(Array.from({ length: 8 }, open));
    const db = opened[0]?.db as Kysely<Schema>;
    const { rows } = await sql<{ count: number }>`select count(*) as count from kysely_migration`.execute(db);
    expect(rows).toEqual([{ count: 1 }]);
    await Promise.all(opened.map(({ close }) => close()));
  });

  it('keeps the schemas of two processes in one database apart', async () => {
    const other = await openDatabase<Schema>({ schema: 'other', migrations, databaseUrl });
    expect(await other.db.selectFrom('notes').selectAll().execute()).toEqual([]);
    await other.close();
  });

  it('names the migration that failed, and leaves nothing of it behind', async () => {
    const broken = {
      ...migrations,
      '002-broken': {
        up: async (db: Kysely<unknown>): Promise<void> => {
          await sql`create table half (id int8)`.execute(db);
          await sql`select * from nowhere`.execute(db);
        },
      },
    };
    const opening = openDatabase({ schema: 'broken', migrations: broken, databaseUrl });
    await expect(opening).rejects.toThrow('Migrating the schema "broken" failed (migration: 002-broken).');
    const half = sql<{ name: string | null }>`select to_regclass('broken.half')::text as name`;
    expect((await half.execute(first.db)).rows).toEqual([{ name: null }]);
  });
});
