import type { Kysely } from 'kysely';
import { embeddedRelationships, Relationships, withOutbox, type Tuple } from 'nestjs-zero-trust';
import { createOutboxTables, sqlOutbox, sqlTupleLedger, sqlTuples } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTupleDatabase, type TupleDatabase } from '../e2e/relationships/open-tuple-database.js';

const MODEL = `model
  schema 1.1
type user
type order
  relations
    define owner: [user, user with in_hours]
    define viewer: owner
condition in_hours(now: timestamp, until: timestamp) {
  now < until
}`;

const GRANTED: Tuple = { subject: 'user:ann', relation: 'owner', object: 'order:1' };

let database: TupleDatabase;
let db: Kysely<object>;

beforeAll(async () => {
  database = await openTupleDatabase();
  ({ db } = database);
  await createOutboxTables(db);
});

afterAll(() => database.close());

const ENGINES = {
  'on tuples in the database': () =>
    embeddedRelationships({ model: MODEL, store: sqlTuples({ db, pollIntervalMs: 20 }) }),
  'behind an outbox': () =>
    withOutbox({
      model: MODEL,
      engine: embeddedRelationships({ model: MODEL }),
      ledger: sqlTupleLedger(db),
      outbox: sqlOutbox({ db, name: 'within' }),
      pollMs: 20,
    }),
} as const;

describe.each(Object.entries(ENGINES))('Relationships.within() %s', (_name, option) => {
  it.each<readonly [string, Tuple]>([
    ['a kind of subject that the model does not permit', { ...GRANTED, subject: 'user:*' }],
    ['a relation that is only derived', { ...GRANTED, relation: 'viewer' }],
    ['a condition that the model does not permit', { ...GRANTED, condition: { name: 'other' } }],
    [
      'a context that does not fit',
      { ...GRANTED, condition: { name: 'in_hours', context: { until: 'noon' } } },
    ],
    ['an object longer than a server takes', { ...GRANTED, object: `order:${'界'.repeat(100)}` }],
  ])('stores nothing of a grant with %s', async (_what, wrong) => {
    const { create, writer } = option();
    const engine = await create();
    try {
      const relationships = new Relationships(engine, writer);
      const grant = db
        .transaction()
        .execute((transaction) => relationships.within(transaction).grant([GRANTED, wrong]));
      await expect(grant).rejects.toMatchObject({ name: 'RelationshipError' });
      expect(await engine.read({})).toEqual([]);
    } finally {
      await (engine as { onApplicationShutdown?: () => Promise<void> }).onApplicationShutdown?.();
    }
  });
});
