import { setTimeout as pause } from 'node:timers/promises';
import type { OpenDatabase } from '@sample/shared';
import { sql } from 'kysely';
import type { Tuple } from 'nestjs-zero-trust';
import {
  postgresListener,
  readChanges,
  readHead,
  sqlTuples,
  writeTuples,
  type SqlTuplesOptions,
} from 'nestjs-zero-trust/postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTuples } from '../../e2e/relationships/open-tuple-database.js';
import { createEmptyDatabase, type EmptyDatabase } from '../support/empty-database.js';
import { TcpProxy } from '../support/tcp-proxy.js';

let database: EmptyDatabase;
let admin: OpenDatabase<object>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  admin = await openTuples({ databaseUrl: database.url });
});

afterAll(async () => {
  await admin.close();
  await database[Symbol.asyncDispose]();
});

beforeEach(() => sql`delete from relationship_tuples`.execute(admin.db));

interface InstanceInit extends Partial<SqlTuplesOptions> {
  readonly url?: string;
  readonly isListening?: boolean;
}

/** A store with connections of its own, as another process has. */
async function startInstance({ url = database.url, isListening = false, ...options }: InstanceInit = {}) {
  const opened = await openTuples({ databaseUrl: url });
  const connect = (): Client => new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  const listen = isListening ? { listen: postgresListener(connect, { reconnectMs: 50 }) } : {};
  const source = sqlTuples({ db: opened.db, ...listen, ...options });
  const store = await source.open({ signal: AbortSignal.timeout(10_000), onLoaded: () => undefined });
  return {
    db: opened.db,
    store,
    subjects: () => store.read({}).map(({ subject }) => subject),
    fresh: async (atLeast?: string) => store.ensureFresh(atLeast === undefined ? {} : { atLeast }),
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await store.close?.();
      await opened.close().catch(() => undefined);
    },
  };
}

/** The database behind a wire that can be damaged. */
async function startProxy(): Promise<TcpProxy & { readonly url: string }> {
  const url = new URL(database.url);
  const proxy = await TcpProxy.start(Number(url.port));
  url.port = String(proxy.port);
  return Object.assign(proxy, { url: url.href });
}

function viewer(subject: string, order = 1): Tuple {
  return { subject: `user:${subject}`, relation: 'viewer', object: `order:${order}` };
}

async function grant(subject: string): Promise<string> {
  const change = { writes: [viewer(subject)] };
  const { token } = await admin.db.transaction().execute((transaction) => writeTuples(transaction, change));
  return token;
}

/** Never sooner than the next poll, so that only a notification can bring it. */
const RARELY = { pollIntervalMs: 60_000, maxStalenessMs: 120_000 };

describe('instances that share a database', () => {
  it('agree after 300 transactions at once, and so does one that starts afterwards', async () => {
    const instances = await Promise.all(
      Array.from({ length: 3 }, () => startInstance({ isListening: true })),
    );
    await using stack = new AsyncDisposableStack();
    for (const instance of instances) stack.use(instance);
    const write = async (index: number): Promise<void> => {
      const { store } = instances[index % 3] as (typeof instances)[number];
      const tuple = viewer(`u${index % 7}`, index % 5);
      const change = index % 2 === 0 ? { writes: [tuple] } : { deletes: [tuple] };
      await store.write(change, { onDuplicate: 'ignore', onMissing: 'ignore' });
    };
    await Promise.all(Array.from({ length: 300 }, (_, index) => write(index)));
    const { seq } = await readHead(admin.db);
    const late = stack.use(await startInstance());
    const { rows } = await sql`select subject, relation, object from relationship_tuples`.execute(admin.db);
    for (const instance of [...instances, late]) {
      await instance.fresh(String(seq));
      expect(new Set(instance.store.read({}))).toEqual(new Set(rows));
    }
    expect(rows.length).toBeGreaterThan(0);
  });

  it('hear of a change at once where they listen', async () => {
    await using instance = await startInstance({ isListening: true, ...RARELY });
    const since = performance.now();
    await grant('alice');
    await expect.poll(instance.subjects, { timeout: 2_000, interval: 2 }).toEqual(['user:alice']);
    console.info(`heard of a change after ${(performance.now() - since).toFixed(1)} ms`);
  });

  it('listen again after their connection was killed, and miss nothing meanwhile', async () => {
    await using instance = await startInstance({ isListening: true, ...RARELY });
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`.execute(
      admin.db,
    );
    await grant('alice');
    await expect.poll(instance.subjects, { timeout: 5_000 }).toEqual(['user:alice']);
    await pause(100);
    await grant('bob');
    await expect.poll(instance.subjects, { timeout: 5_000 }).toHaveLength(2);
  });

  it('hear of a change with the next poll where nobody listens', async () => {
    await using instance = await startInstance({ pollIntervalMs: 50, maxStalenessMs: 1_000 });
    await grant('alice');
    await expect.poll(instance.subjects, { timeout: 2_000, interval: 10 }).toEqual(['user:alice']);
  });
});

describe('an instance that lost its database', () => {
  it.each(['silence', 'cut'] as const)(
    'answers no question from what is too old (%s), and is in step as soon as it is back',
    async (damage) => {
      await using proxy = await startProxy();
      await using instance = await startInstance({
        url: proxy.url,
        isListening: true,
        pollIntervalMs: 50,
        maxStalenessMs: 300,
        timeoutMs: 400,
      });
      await grant('alice');
      await expect.poll(instance.subjects, { timeout: 2_000 }).toEqual(['user:alice']);
      proxy.passage = damage === 'cut' ? { junk: undefined } : 'silence';
      proxy.damage(proxy.passage);
      if (damage === 'cut') proxy.cut();
      const token = await grant('bob');
      await pause(400);
      const since = performance.now();
      await expect(instance.fresh()).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
      await expect(instance.fresh(token)).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
      expect(performance.now() - since).toBeLessThan(2_000);
      proxy.passage = 'pass';
      proxy.damage('pass');
      proxy.cut();
      await expect
        .poll(
          () =>
            instance.fresh().then(
              () => instance.subjects().length,
              () => 0,
            ),
          { timeout: 15_000 },
        )
        .toBe(2);
    },
    30_000,
  );
});

describe('the order of the log', () => {
  it('is that of the commits: whoever has read a change has read all before it', async () => {
    const write = async (index: number): Promise<void> => {
      await admin.db.transaction().execute(async (transaction) => {
        await pause(Math.random() * 5);
        await writeTuples(transaction, { writes: [viewer(`u${index}`)] });
        await pause(Math.random() * 5);
        if (index % 5 === 0) throw new RangeError('rolled back');
      });
    };
    const from = (await readHead(admin.db)).seq;
    const writing = Promise.allSettled(Array.from({ length: 100 }, (_, index) => write(index)));
    const ended = new AbortController();
    void writing.then(() => ended.abort());
    const read: number[] = [];
    while (!ended.signal.aborted) {
      const page = await readChanges(admin.db, { after: read.at(-1) ?? from, limit: 1_000 });
      read.push(...page.changes.map(({ seq }) => seq));
    }
    const { changes } = await readChanges(admin.db, { after: from, limit: 1_000 });
    const missed = changes.filter(({ seq }) => seq < (read.at(-1) ?? 0) && !read.includes(seq));
    expect([missed, changes.length]).toEqual([[], 80]);
  });

  it('does not deadlock transactions that name the same tuples in different orders', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const write = (subjects: readonly string[]): Promise<unknown> =>
      admin.db.transaction().execute(async (transaction) => {
        for (const subject of subjects) {
          await writeTuples(transaction, { writes: [viewer(subject)] }, { onDuplicate: 'ignore' });
        }
      });
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => write(index % 2 === 0 ? names : names.toReversed())),
    );
    const { rows } = await sql`select subject from relationship_tuples`.execute(admin.db);
    expect(rows.length).toBe(20);
  });
});
