import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxLag } from 'nestjs-zero-trust';
import { startOrdersServer, type OrdersServer } from '../../e2e/support/orders-server.js';
import { openTestOpenFga } from '../../e2e/support/test-storage.js';
import { FaultyProxy, type Fault } from './faulty-proxy.js';
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

async function lag(): Promise<OutboxLag> {
  const { body } = await server.as('erin').get('/health/relationships');
  return {
    entries: Number(body['entries']),
    parked: Number(body['parked']),
    oldestSeconds: Number(body['oldestSeconds']),
  };
}

async function allDelivered(): Promise<void> {
  await expect.poll(async () => (await lag()).entries, { timeout: 10_000 }).toBe(0);
}

/** Only changes fail: who asks is still found to be a member. */
const refuseChanges: Fault = (request, response) => {
  if (request.url?.endsWith('/write') === true) response.writeHead(500).end();
  else proxy.passOn(request, response);
};

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

  it('makes an order although its relationships cannot be delivered, shows it at once, and delivers them later', async () => {
    await allDelivered();
    proxy.fault = refuseChanges;
    const before = await listed('bob');
    const { status, body } = await server.as('bob').post('/v2/orders', ORDER);
    const path = `/v2/orders/${String(body['id'])}`;
    expect(status).toBe(201);
    const statuses = await Promise.all(
      ['bob', 'alice', 'carol'].map(async (who) => (await server.as(who).get(path)).status),
    );
    expect([...statuses, await listed('bob')]).toEqual([200, 200, 404, before + 1]);
    expect(await lag()).toMatchObject({ entries: 2, parked: 0 });
    proxy.fault = undefined;
    await allDelivered();
    expect((await server.as('bob').get(path)).status).toBe(200);
  });

  it('answers 503 rather than by a removal that is not delivered, for that order alone', async () => {
    await allDelivered();
    proxy.fault = refuseChanges;
    expect((await server.as('alice').delete('/v2/orders/12345')).status).toBe(204);
    const statuses = await Promise.all(
      ['12345', '12346'].map(async (id) => (await server.as('alice').get(`/v2/orders/${id}`)).status),
    );
    expect(statuses).toEqual([503, 200]);
    proxy.fault = undefined;
    await expect
      .poll(async () => (await server.as('alice').get('/v2/orders/12345')).status, { timeout: 10_000 })
      .toBe(404);
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
