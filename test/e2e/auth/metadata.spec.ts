import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

describe('metadata and keys of the authorization server', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  it('is found by OAuth and by OpenID discovery, and is the same', async () => {
    const oauth = await getJson(server, '/.well-known/oauth-authorization-server');
    const openid = await getJson(server, '/.well-known/openid-configuration');
    expect(oauth.body).toMatchObject({
      issuer: server.issuer,
      token_endpoint: `${server.issuer}/token`,
      jwks_uri: `${server.issuer}/jwks`,
      grant_types_supported: expect.arrayContaining([
        'authorization_code',
        'client_credentials',
        'refresh_token',
      ]),
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt', 'none']),
      dpop_signing_alg_values_supported: ['ES256'],
    });
    expect(openid.body).toEqual(oauth.body);
  });

  it('announces only addresses that are served', async () => {
    const { body } = await getJson(server, '/.well-known/oauth-authorization-server');
    const endpoints = Object.keys(body).filter((name) => /_endpoint$|_uri$/.test(name));
    expect(endpoints.toSorted()).toEqual([
      'authorization_endpoint',
      'end_session_endpoint',
      'introspection_endpoint',
      'jwks_uri',
      'revocation_endpoint',
      'token_endpoint',
    ]);
  });

  it('takes no word of where it is from forwarding headers', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const response = await fetch(`${server.issuer}/.well-known/openid-configuration`, { headers });
    expect(await response.json()).toMatchObject({ token_endpoint: `${server.issuer}/token` });
  });

  it('publishes the current key and the next two, and no private member', async () => {
    const { body } = await getJson(server, '/jwks');
    const keys = body['keys'] as Record<string, unknown>[];
    expect(keys).toHaveLength(3);
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ alg: 'ES256', use: 'sig' });
    }
  });

  it('is alive and ready', async () => {
    expect((await getJson(server, '/health/live')).body).toEqual({ status: 'live' });
    expect((await getJson(server, '/health/ready')).body).toEqual({ status: 'ready' });
  });

  it('answers an unknown address with a problem and no stack trace', async () => {
    const { status, headers, body } = await getJson(server, '/auth?x=1');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Nothing is served at this address.',
      instance: '/auth',
      code: 'AUTH_NOT_FOUND',
    });
  });
});
