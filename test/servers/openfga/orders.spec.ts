import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../../e2e/support/orders-server.js';
import { openTestOpenFga } from '../../e2e/support/test-storage.js';
import { FaultyProxy } from './faulty-proxy.js';
import { serverUrl } from './live-server.js';

const ORDER = {
  organizationId: 'acme',
  customerName: 'Ada Lovelace',
  customerEmail: 'ada@example.com',
  items: [{ sku: 'SKU-0001', quantity: 1 }],
};

let proxy: FaultyProxy;
let server: OrdersServer;

beforeEach(async () => {
  proxy = await FaultyProxy.start(serverUrl('OPENFGA_URL'));
  const { openfgaStoreId } = await openTestOpenFga();
  server = await startOrdersServer({ environment: { openfgaUrl: proxy.url, openfgaStoreId } });
});

afterEach(async () => {
  await server.stop();
  await proxy[Symbol.asyncDispose]();
});

async function countOrders(): Promise<number> {
  return (await server.database.db.selectFrom('orders').select('id').execute()).length;
}

async function listed(name: string): Promise<number> {
  const { items } = (await server.as(name).get('/v2/orders')).body as { items: readonly object[] };
  return items.length;
}

describe('the orders API on OpenFGA', () => {
  it('shows a new order to its creator and to no other organization as soon as it is answered', async () => {
    const { status, body } = await server.as('bob').post('/v2/orders', ORDER);
    const { id } = body as { id: string };
    expect(status).toBe(201);
    expect((await server.as('bob').get(`/v2/orders/${id}`)).status).toBe(200);
    expect((await server.as('carol').get(`/v2/orders/${id}`)).status).toBe(404);
    expect(proxy.requests).toBeGreaterThan(3);
  });

  it('hides an order as soon as its removal is answered', async () => {
    expect((await server.as('alice').delete('/v2/orders/12345')).status).toBe(204);
    expect((await server.as('bob').get('/v2/orders/12345')).status).toBe(404);
  });

  it('keeps no order whose relationships could not be delivered, and says 503', async () => {
    const before = [await countOrders(), await listed('bob')];
    // Only changes fail: who asks is still found to be a member.
    proxy.fault = (request, response) => {
      if (request.url?.endsWith('/write') === true) response.writeHead(500).end();
      else proxy.passOn(request, response);
    };
    const { status, headers } = await server.as('bob').post('/v2/orders', ORDER);
    expect(status).toBe(503);
    expect(headers['retry-after']).toMatch(/^\d+$/);
    proxy.fault = undefined;
    expect([await countOrders(), await listed('bob')]).toEqual(before);
    expect((await server.as('bob').post('/v2/orders', ORDER)).status).toBe(201);
  });

  it('answers 503 and shows nothing while the server is down, and goes on when it is back', async () => {
    await proxy.kill();
    expect((await server.as('bob').get('/v2/orders/12345')).status).toBe(503);
    expect((await server.as('bob').get('/v2/orders')).status).toBe(503);
    expect((await server.as('bob').post('/v2/orders', ORDER)).status).toBe(503);
    await proxy.revive();
    await expect
      .poll(async () => (await server.as('bob').get('/v2/orders/12345')).status, { timeout: 5_000 })
      .toBe(200);
  });
});
