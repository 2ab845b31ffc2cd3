import { isDatabaseUnavailable, openDatabase, type OpenDatabase } from '@sample/shared';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnPostgres } from '../support/own-postgres.js';
import { TcpProxy, type Passage } from '../support/tcp-proxy.js';
import { POSTGRES_JUNK } from './junk.js';

const TIMEOUT_MS = 500;
/** A connection, then a statement; the rest is the machine. */
const ANSWER_WITHIN_MS = 2 * TIMEOUT_MS + 1_000;
/** Twice as many as there are connections. */
const AT_ONCE = 20;
const PATIENCE = { timeout: 10_000 };

let postgres: OwnPostgres;

beforeAll(async () => {
  postgres = await OwnPostgres.start();
});

afterAll(() => postgres[Symbol.asyncDispose]());

/** A database whose every byte goes through the proxy. */
async function openThrough(proxy: TcpProxy): Promise<OpenDatabase<unknown> & AsyncDisposable> {
  const url = new URL(postgres.url);
  url.port = String(proxy.port);
  const options = { schema: 'faults', migrations: {}, databaseUrl: url.href, timeoutMs: TIMEOUT_MS };
  const database = await openDatabase<unknown>(options);
  return { ...database, [Symbol.asyncDispose]: () => database.close() };
}

async function ask({ db }: OpenDatabase<unknown>): Promise<unknown> {
  const { rows } = await sql`select 1 as one, current_schema() as schema`.execute(db);
  return rows;
}

const ANSWER = [{ one: 1, schema: 'faults' }];

/** What came of many questions at once. */
async function askMany(database: OpenDatabase<unknown>): Promise<ReadonlySet<unknown>> {
  const outcomes = Array.from({ length: AT_ONCE }, async () => {
    const startedAt = performance.now();
    const outcome = await ask(database).then(JSON.stringify, (error: unknown) =>
      isDatabaseUnavailable(error) ? 'unavailable' : error,
    );
    return performance.now() - startedAt < ANSWER_WITHIN_MS ? outcome : `${String(outcome)}, too late`;
  });
  return new Set(await Promise.all(outcomes));
}

const SERVED = new Set([JSON.stringify(ANSWER)]);
const UNAVAILABLE = new Set(['unavailable']);

const DAMAGE: readonly { readonly name: string; readonly passage: Passage }[] = [
  ...POSTGRES_JUNK.map(({ name, junk }) => ({ name, passage: { junk } })),
  { name: 'falls silent', passage: 'silence' },
];

describe('when PostgreSQL', () => {
  it.each(DAMAGE)(
    '$name on new connections, queries are refused in time until it is well',
    async ({ passage }) => {
      await using proxy = await TcpProxy.start(postgres.port);
      await using database = await openThrough(proxy);
      expect(await askMany(database)).toEqual(SERVED);
      proxy.passage = passage;
      proxy.cut();
      expect(await askMany(database)).toEqual(UNAVAILABLE);
      proxy.passage = 'pass';
      await expect.poll(() => askMany(database), PATIENCE).toEqual(SERVED);
    },
  );

  it.each(DAMAGE)(
    '$name on connections in use, they are replaced, and nothing is answered wrongly',
    async ({ passage }) => {
      await using proxy = await TcpProxy.start(postgres.port);
      await using database = await openThrough(proxy);
      expect(await askMany(database)).toEqual(SERVED);
      proxy.damage(passage);
      const outcomes = await askMany(database);
      expect(
        [...outcomes].filter((outcome) => !SERVED.has(String(outcome)) && !UNAVAILABLE.has(String(outcome))),
      ).toEqual([]);
      await expect.poll(() => askMany(database), PATIENCE).toEqual(SERVED);
    },
  );

  it('is killed, and a transaction in the middle of its work changes nothing', async () => {
    await using proxy = await TcpProxy.start(postgres.port);
    await using database = await openThrough(proxy);
    await sql`create table marks (id int8 primary key)`.execute(database.db);
    const transaction = database.db.transaction().execute(async (open) => {
      await sql`insert into marks values (1)`.execute(open);
      await postgres.kill();
      await sql`insert into marks values (2)`.execute(open);
    });
    await expect(transaction).rejects.toSatisfy(isDatabaseUnavailable);
    postgres.restart();
    const count = sql<{ count: number }>`select count(*) as count from marks`;
    const rows = async (): Promise<unknown> => (await count.execute(database.db)).rows;
    await expect.poll(() => rows().catch(() => undefined), PATIENCE).toEqual([{ count: 0 }]);
  });
});
