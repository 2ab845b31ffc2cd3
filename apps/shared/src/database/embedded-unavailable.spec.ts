import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type OpenDatabase } from './open-database.js';

interface Schema {
  readonly notes: { id: number };
}

const migrations = {
  '001-notes': {
    up: async (db: Kysely<unknown>): Promise<void> => {
      await sql`create table notes (id int8 primary key)`.execute(db);
    },
  },
};

class DatabaseDown extends Error {}

describe('the embedded database', () => {
  let database: OpenDatabase<Schema>;

  beforeAll(async () => {
    database = await openDatabase<Schema>({
      schema: 'notes',
      migrations,
      inMemory: true,
      timeoutMs: 500,
      unavailable: (cause) => new DatabaseDown('down', { cause }),
    });
  });

  afterAll(() => database.close());

  const insert = (db: Kysely<Schema>, id: number) => db.insertInto('notes').values({ id }).execute();
  const ids = async () =>
    (await database.db.selectFrom('notes').select('id').orderBy('id').execute()).map(({ id }) => id);

  it('keeps nobody waiting behind a transaction that does not end, and serves again when it has', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const holder = database.db.transaction().execute(async (transaction) => {
      await insert(transaction, 1);
      begun.resolve();
      await held.promise;
    });
    await begun.promise;
    const waiting = [insert(database.db, 2), database.db.transaction().execute((trx) => insert(trx, 3))];
    for (const { status, ...outcome } of await Promise.allSettled(waiting)) {
      expect([status, outcome]).toEqual(['rejected', { reason: new DatabaseDown('down') }]);
    }
    held.resolve();
    await holder;
    expect(await ids()).toEqual([1]);
  });

  it('says which constraint was broken, and rolls the transaction back', async () => {
    const twice = database.db.transaction().execute(async (transaction) => {
      await insert(transaction, 4);
      await insert(transaction, 4);
    });
    await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'notes_pkey' });
    expect(await ids()).not.toContain(4);
  });

  it('rolls back for an error of the application too, which stays what it is', async () => {
    const failing = database.db.transaction().execute(async (transaction) => {
      await insert(transaction, 5);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await ids()).not.toContain(5);
  });

  it('is unavailable once it is closed, for a query and for a transaction', async () => {
    await database.close();
    await expect(ids()).rejects.toThrow(DatabaseDown);
    const transaction = database.db.transaction().execute((trx) => insert(trx, 6));
    await expect(transaction).rejects.toThrow(DatabaseDown);
  });
});
