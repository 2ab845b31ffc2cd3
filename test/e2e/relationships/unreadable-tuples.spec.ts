import { sql, type Kysely } from 'kysely';
import { embeddedRelationships, type RelationshipEngine } from 'nestjs-zero-trust';
import { createRelationshipTables, sqlTuples, writeTuples } from 'nestjs-zero-trust/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseTuple } from '../../../libs/zero-trust/src/authorization/relationships/tuple.js';
import { openTupleDatabase, type TupleDatabase } from './open-tuple-database.js';

const MODEL = 'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define viewer: [user]\n';
const ANNE = { subject: 'user:anne', relation: 'viewer', object: 'order:1' };
const UNREADABLE = { ...ANNE, subject: 'user:a\u200Bb' };

type Row = typeof ANNE & { readonly condition?: unknown };

let database: TupleDatabase;
let db: Kysely<object>;

beforeAll(async () => {
  database = await openTupleDatabase();
  ({ db } = database);
});

afterAll(() => database.close());

beforeEach(async () => {
  await sql`delete from relationship_tuples`.execute(db);
  await db.transaction().execute((transaction) => writeTuples(transaction, { writes: [ANNE] }));
});

async function store({ object, relation, subject, condition = null }: Row): Promise<void> {
  const json = condition === null ? null : JSON.stringify(condition);
  await sql`insert into relationship_tuples (object, relation, subject, condition)
    values (${object}, ${relation}, ${subject}, ${json}::jsonb)`.execute(db);
}

/** As an application does whose tables are older than the constraint. */
async function storeUnchecked(row: Row): Promise<void> {
  await sql`alter table relationship_tuples drop constraint relationship_tuples_readable`.execute(db);
  await store(row);
  await createRelationshipTables(db);
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function isTuple(row: unknown): boolean {
  try {
    parseTuple(row as typeof ANNE);
    return true;
  } catch {
    return false;
  }
}

describe('the table of tuples', () => {
  it.each<[string, Partial<Row>]>([
    ['a subject with an invisible character', { subject: UNREADABLE.subject }],
    ['a subject with a hard space', { subject: 'user:a\u00A0b' }],
    ['an object with an invisible character', { object: 'order:a\u200Bb' }],
    ['an object that is too long', { object: `order:${'x'.repeat(251)}` }],
    ['an object with too many bytes', { object: `order:${'界'.repeat(84)}` }],
    ['a subject that is too long', { subject: `user:${'x'.repeat(252)}` }],
    ['a userset of too long an object', { subject: `user:${'x'.repeat(252)}#member` }],
    ['a userset of too long a relation', { subject: `user:x#${'m'.repeat(51)}` }],
    ['a relation with too many bytes', { relation: '界'.repeat(17) }],
    ['a condition without a name', { condition: { name: '' } }],
    ['a condition with a white name', { condition: { name: 'a\u2003b' } }],
    ['a condition that is a list', { condition: ['name'] }],
    ['a condition whose context is no object', { condition: { name: 'c', context: 3 } }],
  ])('refuses %s, as the library does', async (_, part) => {
    const row = { ...ANNE, subject: 'user:bob', ...part };
    expect(isTuple(row)).toBe(false);
    await expect(store(row)).rejects.toThrow(/relationship_tuples_readable/);
  });

  it.each<[string, Partial<Row>]>([
    ['the longest names', { object: `order:${'x'.repeat(250)}`, relation: 'r'.repeat(50) }],
    ['the longest userset', { subject: `user:${'x'.repeat(251)}#${'m'.repeat(50)}` }],
    ['everyone', { subject: 'user:*' }],
    ['other alphabets', { object: 'Auftrag:größe-😀', subject: 'ユーザー:界#участник' }],
    ['a condition', { condition: { name: 'in_hours', context: { from: 9 } } }],
    ['a condition with an empty context', { condition: { name: 'in_hours', context: null } }],
  ])('takes %s, as the library does', async (_, part) => {
    const row = { ...ANNE, subject: 'user:bob', ...part };
    expect(isTuple(row)).toBe(true);
    await store(row);
  });

  it('and the library agree on every character', async () => {
    const { rows } = await sql<{ readonly definition: string }>`
      select pg_get_constraintdef(oid) as definition from pg_constraint
      where conname = 'relationship_tuples_readable'`.execute(db);
    const [, pattern = ''] = /object ~ '([^']+)'/u.exec(rows[0]?.definition ?? '') ?? [];
    // The planes between have no characters.
    const codes = [...range(1, 0xd7_ff), ...range(0xe0_00, 0x2_ff_ff), ...range(0xe_00_00, 0xe_0f_ff)];
    const taken = await sql<{ readonly code: number }>`
      select code from unnest(${codes}::int[]) code where 'o:' || chr(code) ~ ${pattern}`.execute(db);
    const accepted = new Set(taken.rows.map(({ code }) => code));
    const differing = codes.filter((code) => {
      const row = { ...ANNE, object: `o:${String.fromCodePoint(code)}` };
      return isTuple(row) !== accepted.has(code);
    });
    expect(differing).toEqual([]);
  }, 30_000);

  it('gets the narrower constraint instead of the older one, as often as it is asked', async () => {
    await sql`alter table relationship_tuples drop constraint relationship_tuples_readable`.execute(db);
    await sql`alter table relationship_tuples
      add constraint relationship_tuples_form check (length(object) <= 256)`.execute(db);
    await createRelationshipTables(db);
    await createRelationshipTables(db);
    const { rows } = await sql`select conname from pg_constraint
      where conrelid = 'relationship_tuples'::regclass and conname like 'relationship_tuples_%' and contype = 'c'`.execute(
      db,
    );
    expect(rows).toEqual([{ conname: 'relationship_tuples_readable' }]);
  });
});

describe('a stored row that is no tuple', () => {
  const engines: RelationshipEngine[] = [];

  afterEach(async () => {
    for (const engine of engines.splice(0))
      await (engine as { onApplicationShutdown?: () => Promise<void> }).onApplicationShutdown?.();
  });

  async function start(): Promise<RelationshipEngine> {
    const tuples = sqlTuples({ db, pollIntervalMs: 20, maxStalenessMs: 2_000 });
    const engine = await embeddedRelationships({ model: MODEL, store: tuples }).create();
    engines.push(engine);
    return engine;
  }

  const ask = (engine: RelationshipEngine) => Promise.resolve().then(() => engine.check(ANNE));
  const answered = { timeout: 5_000, interval: 20 };
  const deleteRow = () =>
    sql`delete from relationship_tuples where subject = ${UNREADABLE.subject}`.execute(db);

  it('is a deny for every question while it is there, and nothing more once it is deleted', async () => {
    const engine = await start();
    expect(await ask(engine)).toEqual({ allowed: true });
    await storeUnchecked(UNREADABLE);
    await expect.poll(() => ask(engine).catch(String), answered).toMatch(/delete that row/);
    await deleteRow();
    await expect.poll(() => ask(engine).catch(String), answered).toEqual({ allowed: true });
  });

  it('does not keep a process from starting, which answers as soon as it is deleted', async () => {
    await storeUnchecked(UNREADABLE);
    const engine = await start();
    await expect(ask(engine)).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
    await deleteRow();
    await expect.poll(() => ask(engine).catch(String), answered).toEqual({ allowed: true });
  });

  it('stops nobody when only the log has it', async () => {
    const engine = await start();
    await sql`insert into relationship_changes (op, object, relation, subject)
      values ('write', 'or der:1', 'a#b', 'x:y@z')`.execute(db);
    await db.transaction().execute((transaction) => writeTuples(transaction, { deletes: [ANNE] }));
    await expect.poll(() => ask(engine).catch(String), answered).toEqual({ allowed: false });
  });
});
