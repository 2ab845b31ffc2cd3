import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

describe('the inventory', () => {
  it('holds SKU-0001 to SKU-0200, page by page', async () => {
    const skus: string[] = [];
    let query = '?limit=100';
    for (;;) {
      const { body } = await server.as('inventory-reader').get(`/v2/inventory${query}`);
      skus.push(...(body['items'] as { sku: string }[]).map(({ sku }) => sku));
      const { nextCursor } = body;
      if (typeof nextCursor !== 'string') break;
      query = `?limit=100&cursor=${nextCursor}`;
    }
    const expected = Array.from({ length: 200 }, (_, index) => `SKU-${String(index + 1).padStart(4, '0')}`);
    expect(skus).toEqual(expected);
  });

  it('shows one article, to every organization alike', async () => {
    const article = { sku: 'SKU-0001', name: 'Anvil no. 1', quantity: 1, unitPriceCents: 625 };
    for (const who of ['bob', 'carol']) {
      expect((await server.as(who).get('/v2/inventory/SKU-0001')).body).toEqual(article);
    }
  });

  it.each(['SKU-0000', 'SKU-0201', 'sku-0001', "SKU-0001' or '1'='1", '%00', '\0'])(
    'answers 404 for the article %s',
    async (sku) => {
      const answer = await server.as('bob').get(`/v2/inventory/${encodeURIComponent(sku)}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'ZT_NOT_FOUND' } });
    },
  );
});

describe('the probes', () => {
  it('answer without a token', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const { status, body } = await server.nobody.get(path);
      expect([status, body]).toEqual([200, { status: 'ok' }]);
    }
  });

  it('tell operators alone how far a server of relationships is behind', async () => {
    const path = '/health/relationships';
    expect(await server.nobody.get(path)).toMatchObject({ status: 401 });
    expect(await server.as('bob').get(path)).toMatchObject({ status: 403 });
    expect(await server.as('erin').get(path)).toMatchObject({ status: 200, body: { parked: 0 } });
  });

  it('tell a process that lives from one that can do its work', async () => {
    const other = await startOrdersServer();
    try {
      await other.database.close();
      expect((await other.nobody.get('/health/live')).status).toBe(200);
      const answer = await other.nobody.get('/health/ready');
      expect(answer).toMatchObject({ status: 503, body: { code: 'ZT_DEPENDENCY_UNAVAILABLE' } });
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    } finally {
      await other.stop();
    }
  });

  it('and a request that needs the database is refused while it is down', async () => {
    const other = await startOrdersServer();
    try {
      await other.database.close();
      const answer = await other.as('bob').get('/v2/orders/12345');
      expect(answer).toMatchObject({ status: 503, body: { code: 'ZT_DEPENDENCY_UNAVAILABLE' } });
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    } finally {
      await other.stop();
    }
  });
});
