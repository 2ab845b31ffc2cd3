import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

/** What everybody sees of an order who sees it at all. */
const FOR_VIEWERS = [
  'id',
  'organizationId',
  'creatorId',
  'customerName',
  'customerEmail',
  'status',
  'items',
  'totalCents',
  'currency',
  'classification',
  'sensitive',
  'createdAt',
  'updatedAt',
];
const FOR_EDITORS = [...FOR_VIEWERS, 'internalNotes', 'marginCents'];

type Orders = readonly Readonly<Record<string, unknown>>[];

describe('the internal notes and the margin of an order', () => {
  it.each(['/v1/orders/12345', '/v2/orders/12345'])('are in %s for editors alone', async (path) => {
    const seen = async (who: string) => Object.keys((await server.as(who).get(path)).body);
    expect(await seen('alice')).toEqual(FOR_EDITORS);
    expect(await seen('order-processor')).toEqual(FOR_EDITORS);
    // Who made an order is no editor of it.
    expect(await seen('bob')).toEqual(FOR_VIEWERS);
  });

  it('are there in lists, order by order', async () => {
    const list = async (who: string) => (await server.as(who).get('/v2/orders')).body['items'] as Orders;
    const [own] = await list('alice');
    expect(Object.keys(own ?? {})).toEqual(FOR_EDITORS);
    for (const order of await list('bob')) expect(Object.keys(order)).toEqual(FOR_VIEWERS);
    for (const order of await list('carol')) expect(Object.keys(order)).toEqual(FOR_VIEWERS);
  });

  it('are null for editors where there are none, and absent for others', async () => {
    const mine = await server.as('bob').post('/v2/orders', NEW_ORDER);
    expect(Object.keys(mine.body)).toEqual(FOR_VIEWERS);
    const empty = { internalNotes: null, marginCents: null };
    const path = `/v2/orders/${String(mine.body['id'])}`;
    expect((await server.as('alice').get(path)).body).toMatchObject(empty);
    expect((await server.as('alice').post('/v2/orders', NEW_ORDER)).body).toMatchObject(empty);
  });

  it('are answered to the editor who changes or approves the order', async () => {
    const { body } = await server.as('alice').post('/v2/orders', NEW_ORDER);
    const path = `/v2/orders/${String(body['id'])}`;
    const changed = await server.as('alice').patch(path, { internalNotes: 'call back' });
    expect(changed.body).toMatchObject({ internalNotes: 'call back' });
    const approved = await server.as('alice').post(`${path}/approve`);
    expect(approved.body).toMatchObject({ status: 'approved', internalNotes: 'call back' });
    expect((await server.as('bob').get(path)).text).not.toContain('call back');
  });
});
