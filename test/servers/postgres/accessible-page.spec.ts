import type { OpenDatabase } from '@sample/shared';
import { sql, type RawBuilder } from 'kysely';
import { AccessibleConditions } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../../libs/zero-trust/src/authorization/relationships/model/parse-authorization-model.js';
import { openTuples } from '../../e2e/relationships/open-tuple-database.js';
import { createEmptyDatabase, type EmptyDatabase } from '../support/empty-database.js';

const ORDERS = 200_000;
const MODEL = `
model
  schema 1.1
type user
type organization
  relations
    define admin: [user]
    define member: [user] or admin
type order
  relations
    define organization: [organization]
    define creator: [user]
    define viewer: member from organization
    define involved: creator or member from organization
    define foreign: member from organization but not creator
`;

let database: EmptyDatabase;
let opened: OpenDatabase<object>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  // Filling it takes longer than a request may wait.
  opened = await openTuples({ databaseUrl: database.url, timeoutMs: 60_000 });
  for (const statement of SETUP) await sql.raw(statement).execute(opened.db);
}, 120_000);

afterAll(async () => {
  await opened.close();
  await database[Symbol.asyncDispose]();
});

// Nine orders of ten belong to one organization, the others to 500 small ones; everybody created a few.
const ORGANIZATION = `'organization:' || case when i % 10 > 0 then 'big' else 'small' || (i / 10) % 500 end`;
const SETUP = [
  `create table orders (id text primary key, created_at timestamptz not null)`,
  `insert into orders select 'o' || i, now() - i * interval '1 second' from generate_series(1, ${ORDERS}) i`,
  `create index orders_newest on orders (created_at desc, id)`,
  `alter table relationship_tuples disable trigger user`,
  `insert into relationship_tuples (object, relation, subject)
    select 'order:o' || i, 'organization', ${ORGANIZATION} from generate_series(1, ${ORDERS}) i`,
  `insert into relationship_tuples (object, relation, subject)
    select 'order:o' || i, 'creator', 'user:creator' || i % 20000 from generate_series(1, ${ORDERS}) i`,
  `insert into relationship_tuples (object, relation, subject)
    select distinct subject, 'member', replace(subject, 'organization', 'user')
    from relationship_tuples where relation = 'organization'`,
  `alter table relationship_tuples enable trigger user`,
  `analyze`,
];

interface Plan {
  readonly 'Node Type': string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

async function explain(query: RawBuilder<unknown>): Promise<Plan> {
  const { rows } = await sql<{
    'QUERY PLAN': readonly [{ Plan: Plan }];
  }>`explain (analyze, buffers, format json) ${query}`.execute(opened.db);
  return (rows[0] as (typeof rows)[0])['QUERY PLAN'][0].Plan;
}

function nodesOf(plan: Plan): readonly string[] {
  return [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodesOf)];
}

describe(`page 1 of ${ORDERS.toLocaleString('en')} orders`, () => {
  it.each([
    ['big', 'viewer', 20],
    ['small7', 'viewer', 20],
    ['nobody', 'viewer', 0],
    ['big', 'involved', 20],
    ['creator7', 'involved', 10],
    ['big', 'foreign', 20],
    ['nobody', 'foreign', 0],
  ])('for %s as %s is read by indexes alone, from a few pages of the disk', async (user, relation, count) => {
    const conditions = new AccessibleConditions({ db: opened.db, model: parseAuthorizationModel(MODEL) });
    const query = { subject: `user:${user}`, relation, type: 'order' };
    const where = await conditions.where(query, 'orders.id');
    const page = sql`select * from orders where ${where} order by created_at desc, id limit 20`;
    expect((await page.execute(opened.db)).rows.length).toBe(count);
    const plan = await explain(page);
    expect(nodesOf(plan)).not.toContain('Seq Scan');
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(1_500);
  });
});
