import { demoPassword, generatePrivateJwk } from '@sample/shared';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, login, postJson, refresh, requestToken, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';
import { postForm, tokensFor } from './browser.js';

describe('tokens that are out', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  const as = async (clientId: string) => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(server, { clientId }),
  });
  const introspect = async (token: unknown, clientId = 'security-officer'): Promise<Answer['body']> =>
    (await postForm(server, '/introspect', { token: String(token), ...(await as(clientId)) })).body;
  const serviceToken = async (): Promise<unknown> => (await requestToken(server)).body['access_token'];
  const signIn = async (name: string): Promise<Answer['body']> =>
    (await login(server, { email: `${name}@example.com`, password: demoPassword(name) })).body;

  it('are described to who may read security data, and to their own client', async () => {
    const token = await serviceToken();
    const { jti, exp } = decodeJwt(String(token));
    const described = { active: true, token_type: 'Bearer', client_id: 'order-processor', jti, exp };
    expect(await introspect(token)).toMatchObject(described);
    expect(await introspect(token, 'order-processor')).toMatchObject(described);
    expect(await introspect(token, 'inventory-reader')).toEqual({ active: false });
  });

  it('are described to nobody who does not authenticate', async () => {
    const token = String(await serviceToken());
    for (const path of ['/introspect', '/revoke']) {
      expect((await postForm(server, path, { token })).body['error']).toBe('invalid_request');
      const assertion = await clientAssertion(server, { key: await generatePrivateJwk() });
      const forged = { ...(await as('order-processor')), client_assertion: assertion };
      expect((await postForm(server, path, { token, ...forged })).status).toBe(401);
    }
    expect(await introspect(token)).toMatchObject({ active: true });
  });

  it('are revoked by their own client at once, for introspection', async () => {
    const token = String(await serviceToken());
    const { status } = await postForm(server, '/revoke', { token, ...(await as('order-processor')) });
    expect(status).toBe(200);
    expect(await introspect(token)).toEqual({ active: false });
    await server.restart();
    expect(await introspect(token)).toEqual({ active: false });
  });

  it('are not revoked by another client', async () => {
    const token = String(await serviceToken());
    const { status, body } = await postForm(server, '/revoke', { token, ...(await as('inventory-reader')) });
    expect([status, body['error']]).toEqual([400, 'invalid_request']);
    expect(await introspect(token)).toMatchObject({ active: true });
  });

  it('that were signed by nobody we know are not active, and revoking them does nothing', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ client_id: 'order-processor', jti: 'x' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer(server.issuer)
      .setExpirationTime('5m')
      .sign(privateKey);
    expect(await introspect(forged)).toEqual({ active: false });
    expect(
      (await postForm(server, '/revoke', { token: forged, ...(await as('order-processor')) })).status,
    ).toBe(200);
  });

  it('of a person end with the session, by signing out', async () => {
    const tokens = await signIn('bob');
    expect(await introspect(tokens['access_token'])).toMatchObject({
      active: true,
      sub: 'bob',
      amr: ['pwd'],
    });
    const out = await fetch(`${server.issuer}/auth/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: tokens['refresh_token'] }),
    });
    expect(out.status).toBe(204);
    expect(await introspect(tokens['access_token'])).toEqual({ active: false });
    expect((await refresh(server, tokens['refresh_token'])).status).toBe(400);
  });

  it('of a person are handed back by the first-party client', async () => {
    const token = String((await signIn('bob'))['access_token']);
    expect((await postForm(server, '/revoke', { token, client_id: 'first-party' })).status).toBe(200);
    expect(await introspect(token)).toEqual({ active: false });
  });

  it.each(['first-party', 'application'])(
    'of a %s session end when a refresh token is used twice',
    async (kind) => {
      const tokens = kind === 'application' ? await tokensFor(server, 'bob') : await signIn('bob');
      const form = {
        grant_type: 'refresh_token',
        client_id: 'orders-app',
        refresh_token: String(tokens['refresh_token']),
      };
      const use = (): Promise<Answer> =>
        kind === 'application' ? postForm(server, '/token', form) : refresh(server, tokens['refresh_token']);
      const second = await use();
      expect(second.status).toBe(200);
      await use();
      for (const { access_token } of [tokens, second.body])
        expect(await introspect(access_token)).toEqual({ active: false });
    },
  );

  it('end with a revoked refresh token', async () => {
    const tokens = await tokensFor(server, 'bob');
    const form = { token: String(tokens['refresh_token']), client_id: 'orders-app' };
    expect((await postForm(server, '/revoke', form)).status).toBe(200);
    expect(await introspect(tokens['access_token'])).toEqual({ active: false });
  });

  it('are not said to be active while the database does not answer', async () => {
    const token = String(await serviceToken());
    const credentials = await as('security-officer');
    server.faults.down = true;
    const { status, body } = await postForm(server, '/introspect', { token, ...credentials });
    server.faults.down = false;
    expect([status, body['active']]).toEqual([503, undefined]);
  });

  describe('bound to a key (DPoP)', () => {
    const proofOf = async (
      keys: Awaited<ReturnType<typeof generateKeyPair>>,
      changes: object = {},
    ): Promise<string> =>
      new SignJWT({ htm: 'POST', htu: `${server.issuer}/token`, jti: crypto.randomUUID(), ...changes })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(keys.publicKey) })
        .setIssuedAt()
        .sign(keys.privateKey);

    it('name the thumbprint of the key that asked for them', async () => {
      const keys = await generateKeyPair('ES256');
      const { status, body } = await requestToken(server, { headers: { dpop: await proofOf(keys) } });
      expect([status, body['token_type']]).toEqual([200, 'DPoP']);
      const jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
      expect(decodeJwt(String(body['access_token']))['cnf']).toEqual({ jkt });
      expect(await introspect(body['access_token'])).toMatchObject({
        active: true,
        token_type: 'DPoP',
        cnf: { jkt },
      });
    });

    it('are given for a proof once, however many requests come at once', async () => {
      const proof = await proofOf(await generateKeyPair('ES256'));
      const ask = (): Promise<Answer> => requestToken(server, { headers: { dpop: proof } });
      const answers = await Promise.all(Array.from({ length: 20 }, ask));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body['error'] === 'invalid_grant')).toHaveLength(19);
    });

    it.each([
      ['for another address', { htu: 'https://evil.example/token' }],
      ['for another method', { htm: 'GET' }],
    ])('are not given for a proof %s', async (_name, changes) => {
      const proof = await proofOf(await generateKeyPair('ES256'), changes);
      const { status, body } = await requestToken(server, { headers: { dpop: proof } });
      expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
    });
  });

  it('of a logout without a token are left alone', async () => {
    expect((await postJson(server, '/auth/logout', { body: {} })).status).toBe(400);
  });
});
