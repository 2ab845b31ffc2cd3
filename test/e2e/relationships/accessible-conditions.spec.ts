import { sql, type Kysely } from 'kysely';
import { embeddedRelationships, type RelationshipEngine, type Tuple } from 'nestjs-zero-trust';
import { AccessibleConditions, writeTuples } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAuthorizationModel } from '../../../libs/zero-trust/src/authorization/relationships/model/parse-authorization-model.js';
import { openTupleDatabase, type TupleDatabase } from './open-tuple-database.js';

const SEED = Number(process.env['ACCESSIBLE_SEED'] ?? 20_260_701);
const IDS = Array.from({ length: 12 }, (_, index) => String(index));

const MODEL = `
model
  schema 1.1
type user
type bot
type organization
  relations
    define admin: [user]
    define member: [user, bot] or admin
    define auditor: [user, user:*]
    define parent: [organization]
    define boss: [user] or boss from parent
type team
  relations
    define member: [user]
    define blocked: [user]
    define active: member but not blocked
type order
  relations
    define organization: [organization]
    define reviewer: [organization, team]
    define creator: [user]
    define public: [user, user:*]
    define group: [team#member, organization#member, user]
    define banned: [user, team#member]
    define editor: admin from organization
    define viewer: member from organization
    define seen: creator or editor or public
    define both: creator and public
    define permitted: group but not banned
    define deep: (creator or member from organization) and (public but not banned)
    define active: active from reviewer
    define reviewing: member from reviewer
    define bossed: boss from organization
    define timed: [user with in_hours]
    define late: creator or timed
    define unlessTimed: creator but not timed
condition in_hours(hour: int) {
  hour > 9
}
`;

const EXPRESSIBLE = [
  'creator',
  'public',
  'group',
  'editor',
  'viewer',
  'seen',
  'both',
  'permitted',
  'deep',
  'active',
  'reviewing',
];
const SUBJECTS = ['user:0', 'user:1', 'user:unknown', 'bot:0'];

const model = parseAuthorizationModel(MODEL);
let database: TupleDatabase;
let db: Kysely<object>;

beforeAll(async () => {
  database = await openTupleDatabase();
  ({ db } = database);
  await sql`create table orders (id text primary key)`.execute(db);
  await sql`insert into orders select unnest(${IDS}::text[])`.execute(db);
});

afterAll(() => database.close());

/** Small numbers below a limit, the same for the same seed. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const SHAPES: readonly (readonly [relation: string, type: string, subjects: readonly string[]])[] = [
  ['admin', 'organization', ['user']],
  ['member', 'organization', ['user', 'bot']],
  ['member', 'team', ['user']],
  ['blocked', 'team', ['user']],
  ['organization', 'order', ['organization']],
  ['reviewer', 'order', ['organization', 'team']],
  ['creator', 'order', ['user']],
  ['public', 'order', ['user', 'user:*']],
  ['group', 'order', ['team#member', 'organization#member', 'user']],
  ['banned', 'order', ['user', 'team#member']],
];

function randomTuples(random: (limit: number) => number): readonly Tuple[] {
  const tuples = new Map<string, Tuple>();
  for (let count = 0; count < 60; count += 1) {
    const [relation, type, subjects] = SHAPES[random(SHAPES.length)] as (typeof SHAPES)[number];
    const [kind = '', userset] = (subjects[random(subjects.length)] ?? '').split('#');
    const id = type === 'order' ? random(IDS.length) : random(3);
    const object = kind.endsWith(':*') ? kind : `${kind}:${random(3)}`;
    const subject = userset === undefined ? object : `${object}#${userset}`;
    tuples.set(`${subject} ${relation} ${type}:${id}`, { subject, relation, object: `${type}:${id}` });
  }
  return [...tuples.values()];
}

async function store(tuples: readonly Tuple[]): Promise<RelationshipEngine> {
  await sql`delete from relationship_tuples`.execute(db);
  await db.transaction().execute((transaction) => writeTuples(transaction, { writes: tuples }));
  return embeddedRelationships({ model: MODEL, tuples }).create();
}

/** How a condition is asked: with ids where there are few, or row by row as soon as there is one. */
type Way = 'by ids' | 'row by row';

function conditionsThat(way: Way): AccessibleConditions {
  return new AccessibleConditions({ db, model, listUpTo: way === 'by ids' ? 5_000 : 0 });
}

async function selectIds(query: { relation: string; subject: string }, way: Way): Promise<readonly string[]> {
  const where = await conditionsThat(way).where({ ...query, type: 'order' }, 'orders.id');
  if (where === undefined) throw new Error(`order#${query.relation} has no condition`);
  const select = sql<{ id: string }>`select 'order:' || id as id from orders where ${where}`;
  return (await select.execute(db)).rows.map(({ id }) => id).toSorted();
}

/** @returns how many objects were found in all */
async function compare(engine: RelationshipEngine, way: Way): Promise<number> {
  let found = 0;
  for (const relation of EXPRESSIBLE) {
    for (const subject of SUBJECTS) {
      const listed = await engine.listObjects({ subject, relation, type: 'order' });
      const selected = await selectIds({ relation, subject }, way);
      expect({ relation, subject, selected }).toEqual({ relation, subject, selected: listed });
      found += selected.length;
    }
  }
  return found;
}

describe(`a condition for the rows that a subject may see (ACCESSIBLE_SEED=${SEED})`, () => {
  it.each(['by ids', 'row by row'] as const)(
    'selects exactly what the engine lists, for every construct that it can say, %s',
    async (way) => {
      const random = randomNumbers(SEED);
      let found = 0;
      for (let round = 0; round < 8; round += 1)
        found += await compare(await store(randomTuples(random)), way);
      expect(found).toBeGreaterThan(300);
    },
    120_000,
  );

  it('ignores a tuple that carries a condition where the model has none', async () => {
    await sql`delete from relationship_tuples`.execute(db);
    const tuple = {
      subject: 'user:0',
      relation: 'creator',
      object: 'order:1',
      condition: { name: 'in_hours' },
    };
    await db.transaction().execute((transaction) => writeTuples(transaction, { writes: [tuple] }));
    const query = { relation: 'creator', subject: 'user:0' };
    expect([await selectIds(query, 'by ids'), await selectIds(query, 'row by row')]).toEqual([[], []]);
  });

  it.each([
    ['bossed', 'recursion'],
    ['timed', 'a condition'],
    ['late', 'a condition in a part'],
    ['unlessTimed', 'a condition in what is taken away'],
  ])('leaves %s to a list of ids, because of %s', async (relation) => {
    expect(
      await conditionsThat('by ids').where({ subject: 'user:0', relation, type: 'order' }, 'orders.id'),
    ).toBe(undefined);
  });

  it.each(['organization:0#member', 'user:*'])('leaves the subject %s to a list of ids', async (subject) => {
    expect(
      await conditionsThat('by ids').where({ subject, relation: 'group', type: 'order' }, 'orders.id'),
    ).toBe(undefined);
  });

  it.each([
    [{ subject: "user:0' or true --", relation: 'creator', type: 'order' }, 'invalid_subject'],
    [{ subject: 'user:0', relation: "creator' or true --", type: 'order' }, 'relation_not_found'],
    [{ subject: 'user:0', relation: 'creator', type: 'ghost' }, 'type_not_found'],
    [{ subject: 'ghost:0', relation: 'creator', type: 'order' }, 'type_not_found'],
  ])('refuses %o', async (query, reason) => {
    await expect(conditionsThat('by ids').where(query, 'orders.id')).rejects.toMatchObject({ reason });
  });
});
