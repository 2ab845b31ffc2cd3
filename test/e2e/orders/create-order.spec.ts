import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

const pointersOf = (body: unknown): readonly string[] =>
  ((body as { errors?: { pointer: string }[] }).errors ?? []).map(({ pointer }) => pointer).toSorted();

describe('POST /v2/orders', () => {
  it('answers with the order: the server decides everything that the caller does not send', async () => {
    const answer = await server
      .as('bob')
      .post('/v2/orders', { ...NEW_ORDER, customerName: '  Road Runner ' });
    const now = new Date(server.clock.now()).toISOString();
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
      organizationId: 'acme',
      creatorId: 'bob',
      customerName: 'Road Runner',
      customerEmail: NEW_ORDER.customerEmail,
      status: 'pending',
      items: [{ sku: 'SKU-0003', quantity: 2, unitPriceCents: 875 }],
      totalCents: 1_750,
      currency: 'USD',
      classification: 'internal',
      sensitive: false,
      createdAt: now,
      updatedAt: now,
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('makes row and relationships visible together, to the organization and to nobody else', async () => {
    const { body } = await server.as('bob').post('/v2/orders', NEW_ORDER);
    const path = `/v2/orders/${String(body['id'])}`;
    const statuses = await Promise.all(
      ['bob', 'alice', 'dan', 'carol'].map(async (who) => (await server.as(who).get(path)).status),
    );
    expect(statuses).toEqual([200, 200, 200, 404]);
    const stored = await server.database.db
      .selectFrom('relationship_tuples')
      .select(['subject', 'relation'])
      .where('object', '=', `order:${String(body['id'])}`)
      .orderBy('relation')
      .execute();
    expect(stored).toEqual([
      { subject: 'user:bob', relation: 'creator' },
      { subject: 'organization:acme', relation: 'organization' },
    ]);
  });

  it('takes an agreed price where one is sent', async () => {
    const items = [{ sku: 'SKU-0003', quantity: 3, unitPriceCents: 0 }];
    const { status, body } = await server.as('bob').post('/v2/orders', { ...NEW_ORDER, items });
    expect(status).toBe(201);
    expect(body).toMatchObject({ items, totalCents: 0 });
  });

  it.each([
    'id',
    'status',
    'totalCents',
    'creatorId',
    'currency',
    'classification',
    'sensitive',
    'createdAt',
    'internalNotes',
    'marginCents',
    'isAdmin',
    '__proto__',
    'constructor',
  ])('refuses a caller who sets %s', async (field) => {
    const text = `{"${field}":"x",${JSON.stringify(NEW_ORDER).slice(1)}`;
    const caller = server.as('bob').withHeaders({ 'content-type': 'application/json' });
    const answer = await caller.sendText({ method: 'POST', path: '/v2/orders', text });
    expect(answer).toMatchObject({ status: 400, body: { code: 'ZT_INVALID_REQUEST' } });
    expect(pointersOf(answer.body)).toContain(`/${field}`);
  });

  it('names every problem by its JSON pointer, and repeats no value', async () => {
    const answer = await server.as('bob').post('/v2/orders', {
      organizationId: 'acme',
      customerName: '   ',
      customerEmail: 'SECRET-not-an-address',
      items: [
        { sku: 'SECRET', quantity: 0 },
        { sku: 'SKU-0001', quantity: 1.5, price: 1 },
      ],
    });
    expect(answer.status).toBe(400);
    expect([...new Set(pointersOf(answer.body))]).toEqual([
      '/customerEmail',
      '/customerName',
      '/items/0/quantity',
      '/items/0/sku',
      '/items/1/price',
      '/items/1/quantity',
    ]);
    expect(answer.text).not.toContain('SECRET');
  });

  const item = { sku: 'SKU-0001', quantity: 1 };
  it.each([
    ['no items', []],
    ['an object instead of a list', { 0: item }],
    ['101 items', Array.from({ length: 101 }, (_, index) => ({ sku: `SKU-0${100 + index}`, quantity: 1 }))],
    ['more pieces than can be ordered', [{ sku: 'SKU-0001', quantity: 10_001 }]],
    ['a quantity as text', [{ sku: 'SKU-0001', quantity: '1' }]],
    ['a negative price', [{ sku: 'SKU-0001', quantity: 1, unitPriceCents: -1 }]],
    ['a price of null', [{ sku: 'SKU-0001', quantity: 1, unitPriceCents: null }]],
    ['a price beyond all bounds', [{ sku: 'SKU-0001', quantity: 1, unitPriceCents: 100_000_001 }]],
  ])('refuses %s', async (_, items) => {
    const answer = await server.as('bob').post('/v2/orders', { ...NEW_ORDER, items });
    expect(answer).toMatchObject({ status: 400, body: { code: 'ZT_INVALID_REQUEST' } });
  });

  it.each([
    ['null', null],
    ['a list with an item', [item]],
    ['a text', 'SKU-0002'],
  ])('refuses a list of items among which is %s', async (_, odd) => {
    const answer = await server.as('bob').post('/v2/orders', { ...NEW_ORDER, items: [item, odd] });
    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toContain('/items');
  });

  it('refuses unknown SKUs and SKUs that stand there twice, all at once', async () => {
    const items = ['SKU-0001', 'SKU-9999', 'SKU-0001', 'SKU-0000'].map((sku) => ({ sku, quantity: 1 }));
    const answer = await server.as('bob').post('/v2/orders', { ...NEW_ORDER, items });
    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['/items/1/sku', '/items/2/sku', '/items/3/sku']);
  });

  it('makes nothing of what it refuses', async () => {
    const count = async (): Promise<number> =>
      (await server.database.db.selectFrom('orders').select('id').execute()).length;
    const before = await count();
    await server.as('bob').post('/v2/orders', { ...NEW_ORDER, items: [{ sku: 'SKU-9999', quantity: 1 }] });
    await server.as('bob').post('/v2/orders', { ...NEW_ORDER, status: 'approved' });
    await server.as('carol').post('/v2/orders', NEW_ORDER);
    expect(await count()).toBe(before);
  });
});
