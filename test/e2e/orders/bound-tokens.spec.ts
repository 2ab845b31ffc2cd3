import { createDpopKey, dpopProof } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../support/caller.js';
import { demoTokenRequest } from '../support/demo-token.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

const ORDER = '/v2/orders/12345';
const key = createDpopKey();

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});
afterAll(() => server.stop());

function boundToken(): string {
  return server.issuer.token({ ...demoTokenRequest(server.issuer, 'bob'), dpopKey: key });
}

function callWith(token: string, headers: Readonly<Record<string, string>>, scheme = 'DPoP'): Caller {
  return new Caller({ address: server.address, authorization: [`${scheme} ${token}`], headers });
}

function proofOf(token: string, path = ORDER): string {
  const iat = Math.floor(server.clock.now() / 1_000);
  return dpopProof({ key, method: 'GET', url: `${server.address}${path}`, token, claims: { iat } });
}

describe('a DPoP-bound token of Bob', () => {
  it('reads an order with a proof, and not twice with the same one', async () => {
    const token = boundToken();
    const caller = callWith(token, { dpop: proofOf(token) });
    expect((await caller.get(ORDER)).status).toBe(200);
    expect(await caller.get(ORDER)).toMatchObject({ status: 401, body: { code: 'ZT_PROOF_REPLAYED' } });
  });

  it('is worth nothing to a thief who has only the token', async () => {
    const token = boundToken();
    expect(await callWith(token, {}).get(ORDER)).toMatchObject({
      status: 401,
      body: { code: 'ZT_PROOF_MISSING' },
    });
    expect(await callWith(token, {}, 'Bearer').get(ORDER)).toMatchObject({
      status: 401,
      body: { code: 'ZT_TOKEN_SCHEME_MISMATCH' },
    });
  });

  it('is worth nothing to a thief who has a proof for another order', async () => {
    const token = boundToken();
    const dpop = proofOf(token, '/v2/orders/67890');
    expect(await callWith(token, { dpop }).get(ORDER)).toMatchObject({
      status: 401,
      body: { code: 'ZT_PROOF_INVALID' },
    });
  });
});

describe('a certificate-bound token', () => {
  it('is refused on the listener that asks for no certificate', async () => {
    const cnf = { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dgA' };
    expect(await server.as('bob', { claims: { cnf } }).get(ORDER)).toMatchObject({
      status: 401,
      body: { code: 'ZT_CERTIFICATE_MISMATCH' },
    });
  });
});

describe('GET /.well-known/oauth-protected-resource', () => {
  it('tells anybody where to get a token, and for what', async () => {
    const { status, body } = await server.nobody.get('/.well-known/oauth-protected-resource');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resource: 'https://api.orders.example',
      resource_name: 'Orders',
      authorization_servers: [server.issuer.issuer],
      bearer_methods_supported: ['header'],
    });
    expect((body as { scopes_supported: string[] }).scopes_supported).toEqual(
      expect.arrayContaining(['inventory:read', 'orders:read', 'orders:write']),
    );
  });
});
