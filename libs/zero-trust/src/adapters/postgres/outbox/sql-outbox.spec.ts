import { setTimeout as delay } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTuple } from '../../../authorization/relationships/tuple.js';
import { outboxContract } from '../../../testing/outbox.contract.js';
import { createRelationshipTables } from '../create-relationship-tables.js';
import { trimChanges } from '../change-log.js';
import { writeTuples } from '../write-tuples.js';
import { createOutboxTables } from './create-outbox-tables.js';
import { sqlOutbox } from './sql-outbox.js';
import { sqlTupleLedger } from './sql-tuple-ledger.js';

let pglite: PGlite;
let db: Kysely<unknown>;
let outboxes = 0;

beforeAll(async () => {
  pglite = await PGlite.create();
  db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) });
  await createRelationshipTables(db);
  await createOutboxTables(db);
});

afterAll(() => db.destroy());

async function emptyOutbox() {
  await sql`delete from relationship_tuples`.execute(db);
  const outbox = sqlOutbox({ db, name: `engine-${(outboxes += 1)}` });
  await outbox.undelivered({ limit: 1 });
  return { outbox, ledger: sqlTupleLedger(db), advance: (ms: number) => delay(ms) };
}

outboxContract({ name: 'SQL', testApi: { describe, it, expect }, createOutbox: emptyOutbox });

const TUPLE = parseTuple('order:1#creator@user:anne');

describe('an outbox in the database of the application', () => {
  it('gives an engine that is new everything that is stored, and from then on every change', async () => {
    await emptyOutbox();
    await sqlTupleLedger(db).write({ writes: [TUPLE] });
    const late = sqlOutbox({ db, name: 'late' });
    const { fresh } = await late.undelivered({ limit: 10 });
    expect(fresh.map(({ op, tuple }) => [op, tuple])).toEqual([['write', TUPLE]]);
  });

  it('has nothing of a transaction that is rolled back', async () => {
    const { outbox } = await emptyOutbox();
    const failing = db.transaction().execute(async (transaction) => {
      await writeTuples(transaction, { writes: [TUPLE] });
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect((await outbox.undelivered({ limit: 10 })).fresh).toEqual([]);
  });

  it('keeps in the log what it has not delivered, however old that is', async () => {
    const { ledger, outbox } = await emptyOutbox();
    await ledger.write({ writes: [TUPLE] });
    await delay(10);
    await trimChanges(db, { keepSeconds: 0 });
    expect((await outbox.undelivered({ limit: 10 })).fresh).toHaveLength(1);
  });

  it('forgets old changes once every outbox has passed them, and none before', async () => {
    const { ledger, outbox } = await emptyOutbox();
    await sql`delete from relationship_cursors`.execute(db);
    const [one, other] = [sqlOutbox({ db, name: 'one' }), sqlOutbox({ db, name: 'other' })];
    for (const each of [one, other]) await each.undelivered({ limit: 1 });
    expect(outbox.trim).toBeTypeOf('function');
    await ledger.write({ writes: [TUPLE] });
    const {
      fresh: [entry],
    } = await one.undelivered({ limit: 10 });
    const logged = async () =>
      (await sql`select from relationship_changes where seq = ${entry?.seq}`.execute(db)).rows.length;
    const deliver = async (each: typeof one) => {
      const claim = await each.claim({ holder: 'me', leaseMs: 1_000 });
      if (claim === undefined || entry === undefined) throw new Error('nothing to deliver');
      await each.settle(claim, { position: entry.seq });
    };
    await deliver(one);
    await one.trim?.();
    expect(await logged()).toBe(1);
    await sql`update relationship_changes set at = now() - interval '2 hours'`.execute(db);
    await one.trim?.();
    expect(await logged()).toBe(1);
    await deliver(other);
    await one.trim?.();
    expect(await logged()).toBe(0);
    expect((await other.undelivered({ limit: 10 })).fresh).toEqual([]);
  });

  it('hands on what somebody stored by hand that is no tuple, so that it stops nothing but itself', async () => {
    const { outbox } = await emptyOutbox();
    await sql`insert into relationship_changes (op, object, relation, subject)
      values ('write', 'or der:1', 'a#b', 'x:y@z')`.execute(db);
    const { fresh } = await outbox.undelivered({ limit: 10 });
    expect(fresh.map(({ tuple }) => tuple.object)).toEqual(['or der:1']);
  });

  it('fails rather than say that nothing waits when its place in the log is lost', async () => {
    const { outbox } = await emptyOutbox();
    await sql`delete from relationship_cursors`.execute(db);
    await expect(outbox.undelivered({ limit: 10 })).rejects.toThrow('has lost its place');
    await expect(outbox.lag()).rejects.toThrow('has lost its place');
  });

  it.each(['', 'with space', 'x'.repeat(201)])('refuses the name "%s"', (name) => {
    expect(() => sqlOutbox({ db, name })).toThrow('"name" must be');
  });

  it('refuses to keep changes for no time at all', () => {
    expect(() => sqlOutbox({ db, name: 'x', keepChangesSeconds: 0 })).toThrow('"keepChangesSeconds" must be');
  });
});
