import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type OpenDatabase } from './open-database.js';

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

describe('openDatabase on a directory', () => {
  let dataDir: string;
  let first: OpenDatabase<Schema>;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'open-database-'));
    first = await openDatabase<Schema>({ schema: 'notes', migrations, dataDir });
  });

  afterAll(async () => {
    await first.close();
    await rm(dataDir, { recursive: true });
  });

  it('refuses a second owner and names the lock file and the process', async () => {
    await expect(openDatabase({ schema: 'notes', migrations, dataDir })).rejects.toThrow(
      `${join(dataDir, 'notes.lock')} is held by the running process ${process.pid}`,
    );
  });

  it('reads int8 as a number and numeric as text', async () => {
    const query = sql<{ count: number; price: string }>`select count(*) as count, 1.10::numeric as price`;
    expect((await query.execute(first.db)).rows).toEqual([{ count: 1, price: '1.10' }]);
  });

  it('keeps its rows when it is opened again, after taking over the lock of a process that has ended', async () => {
    await first.db.insertInto('notes').values({ id: 1, text: 'kept' }).execute();
    await first.close();
    await writeFile(join(dataDir, 'notes.lock'), JSON.stringify({ pid: 999_999_999, startedAt: '1' }));
    first = await openDatabase<Schema>({ schema: 'notes', migrations, dataDir });
    expect(await first.db.selectFrom('notes').selectAll().execute()).toEqual([{ id: 1, text: 'kept' }]);
    expect(JSON.parse(await readFile(join(dataDir, 'notes.lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
    });
  });

  it('says that a server does not answer, without repeating its address', async () => {
    const databaseUrl = 'postgres://app:hunter2@127.0.0.1:1/x';
    const opening = openDatabase({ schema: 'notes', migrations, databaseUrl });
    await expect(opening).rejects.toThrow('The database of DATABASE_URL does not answer.');
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });

  it('names the migration that failed', async () => {
    const broken = { '001-broken': { up: async (): Promise<void> => Promise.reject(new Error('no')) } };
    await expect(openDatabase({ schema: 'broken', migrations: broken, inMemory: true })).rejects.toThrow(
      'Migrating the schema "broken" failed (migration: 001-broken).',
    );
  });
});
