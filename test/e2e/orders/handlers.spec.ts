import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

/** An order of Alice's own. */
const create = async (): Promise<string> =>
  String((await server.as('alice').post('/v2/orders', NEW_ORDER)).body['id']);

describe('what a handler is given', () => {
  it.each(['v1', 'v2'])('is the order of the path, in %s', async (version) => {
    const { status, body } = await server.as('alice').get(`/${version}/orders/12346`);
    expect({ status, body }).toMatchObject({ status: 200, body: { id: '12346', creatorId: 'alice' } });
    expect(body['items']).toContainEqual(expect.objectContaining({ sku: expect.any(String) as unknown }));
  });

  it('is the order that is exported, as a file', async () => {
    const { headers, text } = await server.as('bob').get('/v2/orders/12345/export');
    expect(text).toContain('12345');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="order.csv"',
    });
  });

  it('is who makes an order, and the order as wanted', async () => {
    const { status, body } = await server.as('bob').post('/v2/orders', NEW_ORDER);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { creatorId: 'bob', customerName: NEW_ORDER.customerName, items: [NEW_ORDER.items[0]] },
    });
  });

  it('is the order to change, to approve and to remove', async () => {
    const [id, alice] = [await create(), server.as('alice')];
    const changed = await alice.patch(`/v2/orders/${id}`, { customerName: 'Somebody else' });
    expect(changed).toMatchObject({ status: 200, body: { id, customerName: 'Somebody else' } });
    const approved = await alice.post(`/v2/orders/${id}/approve`);
    expect(approved).toMatchObject({ status: 200, body: { id, status: 'approved' } });
    const removed = await alice.delete(`/v2/orders/${id}`);
    expect([removed.status, removed.text]).toEqual([204, '']);
    expect((await alice.get(`/v2/orders/${id}`)).status).toBe(404);
  });

  it.each(['/v2/orders', '/v2/inventory'])('is the page of %s that is asked for', async (path) => {
    const [first, second] = [await page(path), await page(path, 2)];
    expect(first.items).toHaveLength(1);
    expect(second.items).toHaveLength(1);
    expect(second.items).not.toEqual(first.items);
  });

  it('is the article of the path', async () => {
    const { body } = await server.as('bob').get('/v2/inventory/SKU-0002');
    expect(body).toMatchObject({ sku: 'SKU-0002', quantity: expect.any(Number) as unknown });
  });

  it('is the user of the path, who is granted nothing any more', async () => {
    const { status } = await server.as('alice').delete('/v2/users/dan');
    expect(status).toBe(204);
    const tuples = server.database.db.selectFrom('relationship_tuples').selectAll();
    expect(await tuples.where('subject', '=', 'user:dan').execute()).toEqual([]);
  });
});

describe('the probe of a supervisor', () => {
  it('is answered while nothing can count requests, unlike any other', async () => {
    const other = await startOrdersServer({ environment: { redisUrl: 'redis://127.0.0.1:1' } });
    try {
      expect((await other.nobody.get('/health/live')).status).toBe(200);
      expect((await other.nobody.get('/v2/inventory')).status).toBe(503);
    } finally {
      await other.stop();
    }
  });
});

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** One page of one item. */
async function page(path: string, number = 1): Promise<Page> {
  const get = async (query: string): Promise<Page> =>
    (await server.as('alice').get(`${path}?limit=1${query}`)).body as unknown as Page;
  const first = await get('');
  return number === 1 ? first : get(`&cursor=${encodeURIComponent(String(first.nextCursor))}`);
}
