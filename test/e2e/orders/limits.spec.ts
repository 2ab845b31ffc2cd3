import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

let server: OrdersServer;

beforeAll(async () => {
  // Counted in memory also where there is a Redis: these windows end when the test's clock says so.
  server = await startOrdersServer({ environment: { redisUrl: undefined } });
});

afterAll(() => server.stop());

// Every window has ended when the next test begins.
beforeEach(() => server.clock.advanceSeconds(3_600));

const PATHS = ['/v2/orders', '/v2/orders/67890', '/v2/inventory', '/v1/orders/67890'];

/** Calls routes in turn, and says how many were answered with 200. */
async function exhaust(who: string, calls: number): Promise<number> {
  let accepted = 0;
  for (let count = 0; count < calls; count += 1) {
    const { status } = await server.as(who).get(PATHS[count % PATHS.length] ?? '');
    if (status === 200) accepted += 1;
  }
  return accepted;
}

/** What the free tier answers beyond its limit. */
const limited = (seconds: number) => ({
  status: 429,
  body: { code: 'ZT_PRINCIPAL_LIMITED' },
  headers: {
    'retry-after': String(seconds),
    'ratelimit-policy': '"principal";q=100;w=900',
    ratelimit: `"principal";r=0;t=${seconds}`,
  },
});

describe('the limit of the free tier', () => {
  it('is 100 requests in 15 minutes for an identity, over all routes together', async () => {
    expect(await exhaust('carol', 100)).toBe(100);
    expect(await server.as('carol').get('/v2/orders')).toMatchObject(limited(900));
    expect(await server.as('carol').get('/v2/inventory/SKU-0001')).toMatchObject(limited(900));
  });

  it('ends with its window, and not a moment before', async () => {
    await exhaust('carol', 101);
    server.clock.advanceSeconds(899);
    expect(await server.as('carol').get('/v2/orders')).toMatchObject(limited(1));
    server.clock.advanceSeconds(1);
    expect((await server.as('carol').get('/v2/orders')).status).toBe(200);
  });

  it('is not escaped with a new token, another client or another address', async () => {
    await exhaust('carol', 100);
    const caller = server.as('carol', { claims: { client_id: 'another' } }).from('198.51.100.99');
    expect(await caller.get('/v2/orders')).toMatchObject(limited(900));
  });

  it('counts refused requests too', async () => {
    for (let count = 0; count < 100; count += 1) await server.as('carol').get('/v2/orders/12345');
    expect(await server.as('carol').get('/v2/orders')).toMatchObject(limited(900));
  });

  it('holds for identities whose token names no tier, or an unknown one', async () => {
    for (const tier of [undefined, 'platinum', ['enterprise'], '__proto__']) {
      const caller = server.as('bob', { claims: { tier } });
      for (let count = 0; count < 100; count += 1) await caller.get('/v2/inventory/SKU-0001');
      expect(await caller.get('/v2/orders')).toMatchObject(limited(900));
      server.clock.advanceSeconds(900);
    }
  });

  it('leaves other identities alone', async () => {
    await exhaust('carol', 101);
    expect((await server.as('bob').get('/v2/orders')).status).toBe(200);
    expect((await server.as('inventory-reader').get('/v2/orders')).status).toBe(200);
  });

  it('is wider for the tier pro', async () => {
    expect(await exhaust('dan', 101)).toBeGreaterThanOrEqual(50);
    expect((await server.as('dan').get('/v2/orders')).status).toBe(200);
  });
});

describe('the limit of an address', () => {
  it('is 3,000 a minute, failures and unknown paths included, and does not touch others', async () => {
    const caller = server.nobody.from('203.0.113.5');
    for (let batch = 0; batch < 60; batch += 1) {
      await Promise.all(Array.from({ length: 50 }, () => caller.get('/nowhere')));
    }
    const answer = await server.as('alice').from('203.0.113.5').get('/v2/orders');
    expect(answer).toMatchObject({ status: 429, body: { code: 'ZT_ADDRESS_LIMITED' } });
    expect(answer.headers['retry-after']).toBe('60');
    expect((await server.as('alice').from('203.0.113.6').get('/v2/orders')).status).toBe(200);
    server.clock.advanceSeconds(60);
    expect((await server.as('alice').from('203.0.113.5').get('/v2/orders')).status).toBe(200);
  });
});
