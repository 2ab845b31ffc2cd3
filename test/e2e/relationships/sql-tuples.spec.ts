import { sql, type Kysely } from 'kysely';
import type { Tuple } from 'nestjs-zero-trust';
import {
  createRelationshipTables,
  readChanges,
  readHead,
  sqlTuples,
  trimChanges,
  writeTuples,
  type RelationshipDatabase,
} from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTupleDatabase, type TupleDatabase } from './open-tuple-database.js';

const ALICE: Tuple = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };
const BOB: Tuple = { subject: 'user:bob', relation: 'viewer', object: 'order:1' };
const IN_HOURS: Tuple = {
  subject: 'organization:acme#member',
  relation: 'viewer',
  object: 'order:2',
  condition: { name: 'in_hours', context: { from: 9, days: ['mon', 'tue'] } },
};

let database: TupleDatabase;
let db: Kysely<object>;

beforeAll(async () => {
  database = await openTupleDatabase();
  ({ db } = database);
});

afterAll(() => database.close());

beforeEach(async () => {
  await sql`delete from relationship_cursors`.execute(db);
  await sql`delete from relationship_tuples`.execute(db);
});

function openStore(options: Partial<Parameters<typeof sqlTuples>[0]> = {}) {
  const source = sqlTuples({ db, timeoutMs: 5_000, pollIntervalMs: 4_000, ...options });
  return Promise.resolve(source.open({ signal: AbortSignal.timeout(10_000), onLoaded: () => undefined }));
}

function write(change: Parameters<typeof writeTuples>[1], options?: Parameters<typeof writeTuples>[2]) {
  return db.transaction().execute((transaction) => writeTuples(transaction, change, options));
}

describe('tuples in a database', () => {
  it('are there again after a restart, conditions included', async () => {
    const first = await openStore();
    await first.write({ writes: [ALICE, IN_HOURS] });
    await first.close?.();
    const second = await openStore();
    expect(new Set(second.read({}))).toEqual(new Set([ALICE, IN_HOURS]));
    const [order, members] = [second.idOf('order:2') ?? -1, second.idOf('organization:acme#member') ?? -1];
    expect(second.relation('order', 'viewer').conditionOf(order, members)).toEqual(IN_HOURS.condition);
    await second.close?.();
  });

  it('are seen by the one who wrote them at once, and by others with the token', async () => {
    const [writer, reader] = await Promise.all([openStore(), openStore()]);
    const { token } = await writer.write({ writes: [ALICE] });
    expect(writer.read({})).toEqual([ALICE]);
    await reader.ensureFresh({ atLeast: token });
    expect(reader.read({})).toEqual([ALICE]);
    await Promise.all([writer.close?.(), reader.close?.()]);
  });

  it('commit with the rows of the application or not at all', async () => {
    const store = await openStore();
    const before = await readHead(db);
    const failing = db.transaction().execute(async (transaction) => {
      await writeTuples(transaction, { writes: [ALICE] });
      throw new RangeError('out of stock');
    });
    await expect(failing).rejects.toThrow('out of stock');
    expect(await readHead(db)).toEqual(before);
    await store.ensureFresh({ atLeast: String(before.seq) });
    expect(store.read({})).toEqual([]);
    await store.close?.();
  });

  it('are refused as a whole when one of them is there already', async () => {
    await write({ writes: [ALICE] });
    await expect(write({ writes: [BOB, ALICE] })).rejects.toMatchObject({ reason: 'tuple_already_exists' });
    await expect(write({ deletes: [ALICE, BOB] })).rejects.toMatchObject({ reason: 'tuple_not_found' });
    const { rows } = await sql`select subject from relationship_tuples`.execute(db);
    expect(rows).toEqual([{ subject: 'user:alice' }]);
  });

  it('are not written outside a transaction, where nothing would keep others away', async () => {
    await expect(writeTuples(db, { writes: [ALICE] })).rejects.toThrow(/needs a transaction/);
  });

  it('may be written twice where that is said, but never with another condition', async () => {
    await write({ writes: [IN_HOURS] });
    const before = await readHead(db);
    await write({ writes: [IN_HOURS], deletes: [BOB] }, { onDuplicate: 'ignore', onMissing: 'ignore' });
    expect(await readHead(db)).toEqual(before);
    const unconditional = { ...IN_HOURS, condition: undefined };
    await expect(write({ writes: [unconditional] }, { onDuplicate: 'ignore' })).rejects.toMatchObject({
      reason: 'tuple_already_exists',
    });
  });

  it('are followed whatever statement changes them', async () => {
    const store = await openStore();
    await sql`insert into relationship_tuples (object, relation, subject)
      values ('order:1', 'viewer', 'user:alice'), ('order:1', 'viewer', 'user:bob')`.execute(db);
    await sql`update relationship_tuples set relation = 'editor' where subject = 'user:bob'`.execute(db);
    await sql`delete from relationship_tuples where subject = 'user:alice'`.execute(db);
    await store.ensureFresh({ atLeast: String((await readHead(db)).seq) });
    expect(store.read({})).toEqual([{ ...BOB, relation: 'editor' }]);
    await store.close?.();
  });

  it.each([
    ['truncated', sql`truncate relationship_tuples`],
    [
      'written without a type',
      sql`insert into relationship_tuples (object, relation, subject) values ('1', 'a', 'b:c')`,
    ],
    [
      'written with white space',
      sql`insert into relationship_tuples (object, relation, subject) values ('o:1', 'a b', 'b:c')`,
    ],
    [
      'given a condition without a name',
      sql`insert into relationship_tuples (object, relation, subject, condition) values ('o:1', 'a', 'b:c', '{}')`,
    ],
  ])('cannot be %s behind the back of the log', async (_, statement) => {
    await expect(statement.execute(db)).rejects.toThrow(/relationship_tuples/);
  });

  it('show a change of many tuples as a whole or not at all', async () => {
    const store = await openStore();
    const many = (subject: string): Tuple[] =>
      Array.from({ length: 3_000 }, (_, index) => ({
        subject,
        relation: 'viewer',
        object: `order:${index}`,
      }));
    await write({ writes: many('user:alice') });
    await write({ deletes: many('user:alice'), writes: many('user:bob') });
    const seen = new Set<number>();
    const isDone = store.ensureFresh({ atLeast: String((await readHead(db)).seq) });
    const look = setInterval(() => seen.add(store.read({ relation: 'viewer' }).length), 1);
    await isDone;
    clearInterval(look);
    expect([...seen].filter((count) => count !== 0 && count !== 3_000)).toEqual([]);
    expect(store.read({ subject: 'user:bob' }).length).toBe(3_000);
    await store.close?.();
  });

  it('migrate an older table of the same name, as often as it is asked', async () => {
    await sql`create schema older`.execute(db);
    await db.transaction().execute(async (transaction) => {
      await sql`set local search_path to older`.execute(transaction);
      await sql`create table relationship_tuples (object text not null, relation text not null,
        subject text not null, primary key (object, relation, subject))`.execute(transaction);
      await sql`insert into relationship_tuples values ('order:1', 'viewer', 'user:alice')`.execute(
        transaction,
      );
      await createRelationshipTables(transaction);
      await createRelationshipTables(transaction);
      await writeTuples(transaction, { writes: [BOB] });
      const { changes } = await readChanges(transaction, { after: 0, limit: 10 });
      expect(changes.map(({ op, subject }) => [op, subject])).toEqual([['write', 'user:bob']]);
    });
    expect((await sql`select from older.relationship_tuples`.execute(db)).rows.length).toBe(2);
  });
});

describe('a store that was away', () => {
  it('loads everything again when the log was trimmed past it', async () => {
    const store = await openStore();
    await write({ writes: [ALICE, BOB] });
    await write({ deletes: [ALICE] });
    expect(await trimChanges(db, { keepSeconds: -1 })).toBeGreaterThan(0);
    await write({ writes: [IN_HOURS] });
    await store.ensureFresh({ atLeast: String((await readHead(db)).seq) });
    expect(new Set(store.read({}))).toEqual(new Set([BOB, IN_HOURS]));
    await store.close?.();
  });

  it('loads everything again when the database is another one', async () => {
    const store = await openStore();
    const view = store.relation('order', 'viewer');
    await write({ writes: [ALICE] });
    await sql`update relationship_log set epoch = gen_random_uuid()::text`.execute(db);
    await store.ensureFresh({ atLeast: String((await readHead(db)).seq) });
    expect(store.read({})).toEqual([ALICE]);
    expect(view.has(store.idOf('order:1') ?? -1, store.idOf('user:alice') ?? -1)).toBe(true);
    await store.close?.();
  });

  it('refuses questions once its last look is too long ago and the database does not answer', async () => {
    let isDown = false;
    const broken: RelationshipDatabase = {
      transaction: () => db.transaction(),
      getExecutor: () => {
        if (isDown) throw new Error('connection refused');
        return db.getExecutor();
      },
    };
    const store = await openStore({ db: broken, pollIntervalMs: 20, maxStalenessMs: 100 });
    isDown = true;
    expect(store.ensureFresh()).toBe(undefined);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await expect(Promise.resolve().then(() => store.ensureFresh())).rejects.toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
    });
    isDown = false;
    await store.ensureFresh();
    expect(store.read({})).toEqual([]);
    await store.close?.();
  });

  it.each(['', 'x', '-1', '1e3', '9'.repeat(20)])(
    'refuses the token %j of somebody else',
    async (atLeast) => {
      const store = await openStore();
      await expect(Promise.resolve().then(() => store.ensureFresh({ atLeast }))).rejects.toMatchObject({
        code: 'ZT_DEPENDENCY_UNAVAILABLE',
      });
      await store.close?.();
    },
  );

  it('gives up on a state that does not come', async () => {
    const store = await openStore({ timeoutMs: 200 });
    const { seq } = await readHead(db);
    const waiting = Promise.resolve(store.ensureFresh({ atLeast: String(seq + 1_000) }));
    await expect(waiting).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
    await store.close?.();
  });
});

describe('the log of changes', () => {
  it('is not trimmed before the slowest reader has read it', async () => {
    await write({ writes: [ALICE] });
    const { seq } = await readHead(db);
    await write({ writes: [BOB] });
    await sql`insert into relationship_cursors (name, seq) values ('slow', ${seq}), ('quick', ${seq + 1})`.execute(
      db,
    );
    await trimChanges(db, { keepSeconds: -1 });
    const { changes } = await readChanges(db, { after: seq, limit: 10 });
    expect(changes.map(({ op, subject }) => [op, subject])).toEqual([['write', 'user:bob']]);
  });

  it('comes in pages that say whether there are more', async () => {
    const { seq: after } = await readHead(db);
    await write({ writes: [ALICE, BOB, IN_HOURS] });
    const first = await readChanges(db, { after, limit: 2 });
    const rest = await readChanges(db, { after: first.changes.at(-1)?.seq ?? 0, limit: 2 });
    expect([first.hasMore, rest.hasMore, rest.changes.length]).toEqual([true, false, 1]);
  });
});
