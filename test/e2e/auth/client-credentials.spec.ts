import { generatePrivateJwk } from '@sample/shared';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, getJson, requestToken } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

const AUDIENCE = 'https://api.orders.example';

describe('client credentials with private_key_jwt', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  it('issues a token of RFC 9068 that lives 300 s and names the service by its own subject', async () => {
    const { status, headers, body } = await requestToken(server);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    const jwks = createLocalJWKSet((await getJson(server, '/jwks')).body as unknown as JSONWebKeySet);
    const verified = await jwtVerify(String(body['access_token']), jwks, { audience: AUDIENCE });
    const { iat = 0, exp = 0, jti, ...claims } = verified.payload;
    expect(verified.protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(exp - iat).toBe(300);
    expect(jti).toMatch(/^[\w-]{20,}$/);
    expect(claims).toEqual({
      iss: server.issuer,
      sub: 'service-account-order-processor',
      aud: AUDIENCE,
      client_id: 'order-processor',
      scope: 'orders:read orders:write inventory:read',
      roles: [],
      clearance: 3,
      tier: 'enterprise',
      department: 'operations',
    });
  });

  it('refuses the second use of an assertion', async () => {
    const assertion = await clientAssertion(server);
    expect((await requestToken(server, { assertion })).status).toBe(200);
    const { status, body } = await requestToken(server, { assertion });
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });

  it('accepts exactly one of 20 simultaneous uses of an assertion', async () => {
    const assertion = await clientAssertion(server);
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestToken(server, { assertion })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  });

  it('remembers used assertions over a restart', async () => {
    const assertion = await clientAssertion(server);
    expect((await requestToken(server, { assertion })).status).toBe(200);
    await server.restart();
    expect((await requestToken(server, { assertion })).status).toBe(401);
  });

  it.each([
    ['signed by another key', async () => ({ key: await generatePrivateJwk() })],
    ['for another server', async () => ({ audience: 'https://evil.example' })],
    ['that has expired', async () => ({ expires: '-60s' })],
    ['that lives for an hour', async () => ({ expires: '1h' })],
    ['without an id', async () => ({ claims: { jti: undefined } })],
    [
      'of a client that no database could name',
      async () => ({ clientId: 'a\0', key: await generatePrivateJwk() }),
    ],
    ['of an unknown client', async () => ({ clientId: 'nobody', key: await generatePrivateJwk() })],
  ])('refuses an assertion %s', async (_name, changes) => {
    const assertion = await clientAssertion(server, await changes());
    const { status, body } = await requestToken(server, { assertion });
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });

  it('refuses an assertion for another server that is relayed with its Host', async () => {
    const assertion = await clientAssertion(server, { audience: 'https://evil.example/token' });
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    expect((await requestToken(server, { assertion, headers })).status).toBe(401);
  });

  it('narrows the scope on request', async () => {
    const { body } = await requestToken(server, { parameters: [['scope', 'orders:read']] });
    expect(body['scope']).toBe('orders:read');
  });

  it.each(['orders:delete', 'orders:read security:admin', 'openid', 'offline_access', 'ORDERS:READ'])(
    'answers invalid_scope for %s',
    async (scope) => {
      const { status, body } = await requestToken(server, { parameters: [['scope', scope]] });
      expect([status, body['error']]).toEqual([400, 'invalid_scope']);
    },
  );

  it.each(['resource', 'audience'])('accepts the API as %s', async (parameter) => {
    expect((await requestToken(server, { parameters: [[parameter, AUDIENCE]] })).status).toBe(200);
  });

  it.each([
    ['another resource', [['resource', 'https://other.example']]],
    ['another audience', [['audience', 'https://other.example']]],
    [
      'another audience beside the right resource',
      [
        ['resource', AUDIENCE],
        ['audience', 'https://other.example'],
      ],
    ],
    [
      'a repeated audience',
      [
        ['audience', AUDIENCE],
        ['audience', 'https://other.example'],
      ],
    ],
    ['the right resource with a slash more', [['resource', `${AUDIENCE}/`]]],
  ] as [string, [string, string][]][])('answers invalid_target for %s', async (_name, parameters) => {
    const { status, body } = await requestToken(server, { parameters });
    expect([status, body['error']]).toEqual([400, 'invalid_target']);
  });

  it('offers no other grant', async () => {
    const form = new URLSearchParams({ grant_type: 'password', username: 'bob', password: 'x' });
    const response = await fetch(`${server.issuer}/token`, { method: 'POST', body: form });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });
});
