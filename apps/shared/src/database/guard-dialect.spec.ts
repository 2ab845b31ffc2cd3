import {
  DummyDriver,
  PGliteAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type DatabaseConnection,
  type Dialect,
} from 'kysely';
import { describe, expect, it } from 'vitest';
import { DatabaseTimeoutError } from './database-deadline.js';
import { DatabaseClosedError } from './database-unavailable.js';
import { guardDialect } from './guard-dialect.js';

const TIMEOUT_MS = 30;

class DatabaseDown extends Error {}

/** One connection that answers as a test tells it to, and remembers what it was asked. */
class ScriptedDriver extends DummyDriver {
  readonly log: string[] = [];
  /** What an operation waits for, or fails with; every other one succeeds at once. */
  readonly answers = new Map<string, Promise<void>>();

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.perform('acquire');
    return {
      executeQuery: async (query) => {
        await this.perform(query.sql);
        return { rows: [] };
      },
      streamQuery: () => {
        throw new Error('not streamed');
      },
    };
  }

  override beginTransaction(): Promise<void> {
    return this.perform('begin');
  }

  override commitTransaction(): Promise<void> {
    return this.perform('commit');
  }

  override rollbackTransaction(): Promise<void> {
    return this.perform('rollback');
  }

  override releaseConnection(): Promise<void> {
    return this.perform('release');
  }

  private async perform(operation: string): Promise<void> {
    this.log.push(operation);
    await this.answers.get(operation);
    if (this.answers.has(operation)) this.log.push(`${operation} ended`);
  }
}

function setUp() {
  const driver = new ScriptedDriver();
  const dialect: Dialect = {
    createDriver: () => driver,
    createAdapter: () => new PGliteAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
  const unavailable = (cause: Error): Error => new DatabaseDown('down', { cause });
  const { db } = guardDialect<unknown>(dialect, { timeoutMs: TIMEOUT_MS, unavailable });
  const hang = (operation: string): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    driver.answers.set(operation, promise);
    return resolve;
  };
  const fail = (operation: string, code: string): void => {
    const failure = Promise.reject(Object.assign(new Error(`failed with ${code}`), { code }));
    failure.catch(() => undefined);
    driver.answers.set(operation, failure);
  };
  return { driver, db, hang, fail, query: (text: string) => sql.raw(text).execute(db) };
}

describe('a database that hangs', () => {
  it('is given up after the time limit, with the error of the application and its cause', async () => {
    const { hang, query } = setUp();
    hang('slow');
    const error = await query('slow').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseDown);
    expect(error).toMatchObject({ cause: new DatabaseTimeoutError(TIMEOUT_MS) });
  });

  it('lends its connection to nobody else until the abandoned query has ended and is rolled back', async () => {
    const { driver, hang, query } = setUp();
    const end = hang('slow');
    await expect(query('slow')).rejects.toThrow(DatabaseDown);
    await expect(query('next')).rejects.toThrow(DatabaseDown);
    expect(driver.log).toEqual(['acquire', 'slow']);
    end();
    await query('later');
    await expect
      .poll(() => driver.log)
      .toEqual(['acquire', 'slow', 'slow ended', 'rollback', 'release', 'acquire', 'later', 'release']);
  });

  it('cannot leave a transaction open that began after nobody waited for it any more', async () => {
    const { db, driver, hang } = setUp();
    const end = hang('begin');
    const transaction = db.transaction().execute((trx) => sql.raw('insert').execute(trx));
    await expect(transaction).rejects.toThrow(DatabaseDown);
    end();
    await expect.poll(() => driver.log).toEqual(['acquire', 'begin', 'begin ended', 'rollback', 'release']);
  });

  it('rolls a transaction back whose query was given up, before the connection is used again', async () => {
    const { db, driver, hang } = setUp();
    const end = hang('slow');
    const transaction = db.transaction().execute((trx) => sql.raw('slow').execute(trx));
    await expect(transaction).rejects.toThrow(DatabaseDown);
    end();
    await expect.poll(() => driver.log.at(-1)).toBe('release');
    expect(driver.log).toContain('rollback');
    expect(driver.log).not.toContain('commit');
  });

  it.each(['commit', 'acquire'])('is given up when its %s hangs', async (operation) => {
    const { db, hang } = setUp();
    hang(operation);
    const transaction = db.transaction().execute((trx) => sql.raw('insert').execute(trx));
    await expect(transaction).rejects.toThrow(DatabaseDown);
  });
});

describe('a database that fails', () => {
  it.each(['acquire', 'begin', 'insert', 'commit'])(
    'is unavailable when its connection breaks at %s',
    async (operation) => {
      const { db, fail } = setUp();
      fail(operation, 'ECONNRESET');
      const transaction = db.transaction().execute((trx) => sql.raw('insert').execute(trx));
      await expect(transaction).rejects.toThrow(DatabaseDown);
    },
  );

  it.each(['23505', '42601'])('passes %s on, which is the fault of the query', async (code) => {
    const { driver, fail, db } = setUp();
    fail('insert', code);
    const transaction = db.transaction().execute((trx) => sql.raw('insert').execute(trx));
    await expect(transaction).rejects.toMatchObject({ code, message: `failed with ${code}` });
    await expect.poll(() => driver.log).toEqual(['acquire', 'begin', 'insert', 'rollback', 'release']);
  });

  it.each(['acquire', 'begin', 'insert', 'commit'])(
    'is unavailable when nobody can make sense of its answer at %s',
    async (operation) => {
      const { db, fail } = setUp();
      fail(operation, 'no SQLSTATE');
      const transaction = db.transaction().execute((trx) => sql.raw('insert').execute(trx));
      await expect(transaction).rejects.toThrow(DatabaseDown);
    },
  );

  it('is not asked again on a connection that may be out of step before that has proved itself', async () => {
    const { driver, fail, query } = setUp();
    fail('garbled', 'no SQLSTATE');
    await expect(query('garbled')).rejects.toThrow(DatabaseDown);
    await expect.poll(() => driver.log).toEqual(['acquire', 'garbled', 'rollback', 'release']);
  });

  it('leaves what an application throws within a transaction to the application', async () => {
    const { db } = setUp();
    const thrown = new RangeError('out of stock');
    const transaction = db.transaction().execute(() => Promise.reject(thrown));
    await expect(transaction).rejects.toBe(thrown);
  });

  it('is unavailable at once after its handle was destroyed, however often it is asked', async () => {
    const { db, query } = setUp();
    await query('first');
    await db.destroy();
    for (const text of ['second', 'third'])
      await expect(query(text)).rejects.toMatchObject({ cause: new DatabaseClosedError() });
  });
});
