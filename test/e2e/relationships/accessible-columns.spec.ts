import { sql, type Kysely } from 'kysely';
import { embeddedRelationships } from 'nestjs-zero-trust';
import { AccessibleConditions, whereAccessible, writeTuples } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessibleObjects } from '../../../libs/zero-trust/src/authorization/access/accessible/accessible-objects.js';
import { parseAuthorizationModel } from '../../../libs/zero-trust/src/authorization/relationships/model/parse-authorization-model.js';
import { openTupleDatabase, type TupleDatabase } from './open-tuple-database.js';

const MODEL = 'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define viewer: [user]\n';
const EVE = { subject: 'user:eve', relation: 'viewer', type: 'order' };
const COLUMNS = ['object_id', 'object', 'subject', 'relation', 'object_type', 'condition'];

let database: TupleDatabase;
let db: Kysely<object>;

beforeAll(async () => {
  database = await openTupleDatabase();
  ({ db } = database);
  await sql`create table files (id text, object_id text, object text, subject text, relation text,
    object_type text, condition text)`.execute(db);
  await sql`insert into files
    select name, id, id, id, id, id, id from (values ('mine', '1'), ('hidden', '2')) given (name, id)`.execute(
    db,
  );
  await db.transaction().execute((transaction) =>
    writeTuples(transaction, {
      writes: [
        { subject: 'user:eve', relation: 'viewer', object: 'order:1' },
        { subject: 'user:bob', relation: 'viewer', object: 'order:2' },
      ],
    }),
  );
});

afterAll(() => database.close());

/** Of few objects by their ids, of many by look-ups in which the tuples have columns of their own. */
function conditionsThat(listUpTo: number): AccessibleConditions {
  return new AccessibleConditions({ db, model: parseAuthorizationModel(MODEL), listUpTo });
}

async function visible(listUpTo: number, column: string, table = 'files'): Promise<readonly string[]> {
  const where = await conditionsThat(listUpTo).where(EVE, column);
  const files = sql`select id from files as ${sql.id(table)} where ${where ?? sql`false`}`;
  return (await files.execute(db)).rows.map((row) => (row as { id: string }).id);
}

describe.each([0, 5_000])('the column of a condition on accessible rows, with listUpTo %i', (listUpTo) => {
  it.each(COLUMNS)('shows no row of others where it is called %s as a column of tuples is', async (name) => {
    expect(await visible(listUpTo, `files.${name}`)).toEqual(['mine']);
    await expect(visible(listUpTo, name)).rejects.toMatchObject({ reason: 'invalid_configuration' });
  });

  it.each(['t1', 'relationship_tuples', 'listed', 'found', 'old'])(
    'shows no row of others where their table is called %s',
    async (table) => {
      expect(await visible(listUpTo, `${table}.object_id`, table)).toEqual(['mine']);
    },
  );

  it.each(['zt_tuples_1.object_id', 'ZT_TUPLES_1.object_id', 'ztTuples1.id', '.id', 'files.', 'a.b.c.d', ''])(
    'is refused as %j',
    async (column) => {
      await expect(visible(listUpTo, column)).rejects.toThrow(/must name its table/);
    },
  );
});

describe('whereAccessible', () => {
  it('refuses a column without its table where it lists ids as well', async () => {
    const engine = await embeddedRelationships({ model: MODEL, tuples: [] }).create();
    const orders = new AccessibleObjects(EVE, { engine, timeoutMs: 1_000 });
    await expect(whereAccessible(orders, 'object_id')).rejects.toMatchObject({
      reason: 'invalid_configuration',
    });
  });
});
