import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import type { Kysely, Transaction } from 'kysely';
import {
  Accessible,
  CanAccess,
  embeddedRelationships,
  RelationshipEngine,
  RelationshipError,
  Relationships,
} from 'nestjs-zero-trust';
import { sqlTuples, whereAccessible } from 'nestjs-zero-trust/postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { openTupleDatabase, type TupleDatabase } from '../e2e/relationships/open-tuple-database.js';
import { startGuardedApp, type GuardedApp } from './support/guarded-app.js';
import { MODEL, TUPLES } from './support/model.js';

type Schema = { readonly orders: { readonly id: string } };

class NewOrder {
  @IsString() id!: string;
  @IsOptional() @IsString() fails?: string;
}

const DATABASE = Symbol('DATABASE');

@Controller('organizations/:organizationId')
@CanAccess('member', 'organization')
class OrganizationController {
  constructor(
    @Inject(Relationships) private readonly relationships: Relationships,
    @Inject(DATABASE) private readonly db: Kysely<Schema>,
  ) {}

  @Post('orders') async create(
    @Param('organizationId') organizationId: string,
    @Body() { id, fails }: NewOrder,
  ): Promise<string> {
    const tuple = {
      subject: `organization:${organizationId}`,
      relation: 'organization',
      object: `order:${id}`,
    } as const;
    const write = async (transaction: Transaction<Schema>): Promise<string> => {
      await transaction.insertInto('orders').values({ id }).execute();
      const { token } = await this.relationships.within(transaction).grant(tuple);
      if (fails !== undefined) throw new Error('after all was written');
      return token;
    };
    const token = await this.db.transaction().execute(write);
    const question = { subject: 'user:bob', relation: 'viewer', object: `order:${id}` } as const;
    return String(await this.relationships.check(question, { atLeast: token }));
  }

  @Post('members/:name') @HttpCode(200) async add(
    @Param('organizationId') id: string,
    @Param('name') name: string,
  ) {
    const tuple = { subject: `user:${name}`, relation: 'member', object: `organization:${id}` } as const;
    await this.relationships.grant([tuple]);
    return this.relationships.check(tuple);
  }

  @Post('former-members/:name') @HttpCode(200) async remove(
    @Param('organizationId') id: string,
    @Param('name') name: string,
  ) {
    const tuple = { subject: `user:${name}`, relation: 'member', object: `organization:${id}` } as const;
    await this.relationships.revoke(tuple);
    return this.relationships.check(tuple);
  }
}

@Controller('orders')
class OrdersController {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Schema>) {}

  @Get() async list(@Accessible('viewer', 'order') orders: Accessible): Promise<readonly string[]> {
    const rows = await this.db
      .selectFrom('orders')
      .selectAll()
      .where(await whereAccessible(orders, 'orders.id'))
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  }
}

let database: TupleDatabase;
let db: Kysely<Schema>;

beforeAll(async () => {
  database = await openTupleDatabase();
  db = database.db.withTables<Schema>();
  await sql`create table orders (id text primary key)`.execute(db);
});

afterAll(() => database.close());

afterEach(async () => {
  await sql`delete from relationship_tuples`.execute(db);
  await sql`delete from orders`.execute(db);
});

interface StartInit {
  readonly isSql?: boolean;
}

function start({ isSql = true }: StartInit = {}): Promise<GuardedApp> {
  const store = isSql ? { store: sqlTuples({ db: database.db, pollIntervalMs: 20 }) } : {};
  return startGuardedApp({
    controllers: [OrganizationController, OrdersController],
    providers: [{ provide: DATABASE, useValue: db }],
    options: { relationships: embeddedRelationships({ model: MODEL, tuples: TUPLES, ...store }) },
  });
}

async function post(app: GuardedApp, path: string, json?: unknown): Promise<string> {
  const response = await app.request('POST', path, { as: 'alice', json });
  return `${response.status} ${await response.text()}`;
}

describe('Relationships', () => {
  it.each([true, false])(
    'grants and revokes, again without an error (tuples in the database: %s)',
    async (isSql) => {
      await using app = await start({ isSql });
      const paths = ['members/eve', 'members/eve', 'former-members/eve', 'former-members/eve'];
      const answers: string[] = [];
      for (const path of paths) answers.push(await post(app, `/organizations/acme/${path}`));
      expect(answers).toEqual(['200 true', '200 true', '200 false', '200 false']);
    },
  );

  it('writes with the rows of one transaction, and sees them with the token', async () => {
    await using app = await start();
    expect(await post(app, '/organizations/acme/orders', { id: 'new' })).toBe('201 true');
    expect((await app.request('GET', '/orders', { as: 'bob' })).status).toBe(200);
  });

  it('lets this process see what a transaction has changed as soon as it is told', async () => {
    await using app = await start();
    const relationships = app.app.get(Relationships);
    const tuple = { subject: 'user:eve', relation: 'member', object: 'organization:acme' } as const;
    const { token } = await db
      .transaction()
      .execute((transaction) => relationships.within(transaction).grant(tuple));
    await relationships.committed(token);
    expect(await relationships.check(tuple)).toBe(true);
  });

  it('writes nothing when the transaction fails', async () => {
    await using app = await start();
    expect(await post(app, '/organizations/acme/orders', { id: 'new', fails: 'yes' })).toMatch(/^500 /);
    expect(await app.app.get<RelationshipEngine>(RelationshipEngine).read({ object: 'order:new' })).toEqual(
      [],
    );
    expect(await db.selectFrom('orders').selectAll().execute()).toEqual([]);
  });

  it('has no transaction where the tuples are in memory, and says what to do', async () => {
    await using app = await start({ isSql: false });
    const relationships = app.app.get(Relationships);
    expect(() => relationships.within({})).toThrow(/set the option 'relationships' to one with 'sqlTuples'/);
  });

  it.each([
    { subject: 'user:eve', relation: 'owner', object: 'order:1' },
    { subject: 'user:eve', relation: 'viewer', object: 'invoice:1' },
    { subject: 'user:eve', relation: 'viewer', object: 'order' },
    { subject: 'user:eve', relation: 'viewer', object: 'order:1' },
    { subject: 'order:1', relation: 'member', object: 'organization:acme' },
    { subject: 'organization:acme#member', relation: 'member', object: 'organization:acme' },
  ])('refuses what the model does not permit before anything is written: %j', async (tuple) => {
    await using app = await start();
    const relationships = app.app.get(Relationships);
    await expect(relationships.grant(tuple)).rejects.toThrow(RelationshipError);
    await expect(
      db.transaction().execute((transaction) => relationships.within(transaction).grant(tuple)),
    ).rejects.toThrow(RelationshipError);
  });

  it('answers no where a condition is undecided, and throws where the engine has no answer', async () => {
    const failing = (error: Error) =>
      new Relationships({
        check: () => {
          throw error;
        },
      } as unknown as RelationshipEngine);
    const question = { subject: 'user:eve', relation: 'viewer', object: 'order:1' };
    expect(await failing(new RelationshipError('condition_undecided', 'no value')).check(question)).toBe(
      false,
    );
    await expect(failing(new Error('down')).check(question)).rejects.toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
    });
  });
});

describe('whereAccessible', () => {
  it.each([true, false])(
    'filters rows in the query by what the graph grants (tuples in the database: %s)',
    async (isSql) => {
      await db
        .insertInto('orders')
        .values([{ id: '1' }, { id: '2' }, { id: '3' }])
        .execute();
      await using app = await start({ isSql });
      const listed = async (as: string): Promise<unknown> =>
        (await app.request('GET', '/orders', { as })).json();
      expect([
        await listed('alice'),
        await listed('bob'),
        await listed('carol'),
        await listed('eve'),
      ]).toEqual([['1'], ['1'], ['2'], []]);
    },
  );
});
