import { randomUUID } from 'node:crypto';
import { demoPassword, generatePrivateJwk, toPublicJwk, type PrivateJwk } from '@sample/shared';
import { decodeJwt, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, login, requestToken, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';
import { postForm } from './browser.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const OTHER_KEY = toPublicJwk(await generatePrivateJwk());

describe('token exchange', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  const signIn = async (): Promise<Answer['body']> =>
    (await login(server, { email: 'bob@example.com', password: demoPassword('bob') })).body;
  const exchange = async (
    token: unknown,
    { clientId = 'inventory-reader', headers = {}, ...changes }: ExchangeChanges = {},
  ): Promise<Answer> =>
    postForm(
      server,
      '/token',
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await clientAssertion(server, { clientId }),
        subject_token: String(token),
        subject_token_type: ACCESS_TOKEN,
        ...changes.form,
      },
      headers,
    );

  it('keeps the person as subject, names the service as actor, and gives only what both may', async () => {
    const { access_token } = await signIn();
    const { status, body } = await exchange(access_token);
    expect([status, body['token_type'], body['issued_token_type']]).toEqual([200, 'Bearer', ACCESS_TOKEN]);
    const claims = decodeJwt(String(body['access_token']));
    expect(claims).toMatchObject({
      sub: 'bob',
      client_id: 'inventory-reader',
      act: { sub: 'service-account-inventory-reader' },
      scope: 'orders:read inventory:read',
      amr: ['pwd'],
      clearance: 1,
    });
    expect(claims.exp).toBeLessThanOrEqual(Math.floor(server.clock.now() / 1_000) + 300);
  });

  it('keeps every actor of a chain, and refuses a fourth', async () => {
    let token = (await signIn())['access_token'];
    for (const clientId of ['order-processor', 'inventory-reader', 'order-processor'])
      token = (await exchange(token, { clientId })).body['access_token'];
    expect(decodeJwt(String(token))['act']).toEqual({
      sub: 'service-account-order-processor',
      act: { sub: 'service-account-inventory-reader', act: { sub: 'service-account-order-processor' } },
    });
    expect((await exchange(token)).body['error']).toBe('invalid_grant');
  });

  it('never outlives the token of the person', async () => {
    const { access_token } = await signIn();
    server.clock.advanceSeconds(850);
    const { body } = await exchange(access_token);
    expect(Number(body['expires_in'])).toBeLessThanOrEqual(50);
    server.clock.advanceSeconds(51);
    expect((await exchange(access_token)).body['error']).toBe('invalid_grant');
  });

  it('ends with the session of the person', async () => {
    const { access_token, refresh_token } = await signIn();
    const exchanged = await exchange(access_token);
    await fetch(`${server.issuer}/auth/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token }),
    });
    expect((await exchange(access_token)).body['error']).toBe('invalid_grant');
    expect((await exchange(exchanged.body['access_token'])).body['error']).toBe('invalid_grant');
  });

  it.each([
    ['a scope that the person lacks', { scope: 'users:delete' }, 'invalid_scope'],
    ['a scope that the service lacks', { scope: 'orders:write' }, 'invalid_scope'],
    ['another audience', { audience: 'https://other.example' }, 'invalid_target'],
    [
      'a token of another type',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
      'invalid_request',
    ],
    [
      'another type of token',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      'invalid_request',
    ],
    ['an actor of its choice', { actor_token: 'x', actor_token_type: ACCESS_TOKEN }, 'invalid_request'],
    ['no token at all', { subject_token: 'x' }, 'invalid_grant'],
  ])('refuses %s', async (_name, form, error) => {
    const { access_token } = await signIn();
    const { status, body } = await exchange(access_token, { form });
    expect([status, body['error']]).toEqual([400, error]);
  });

  it('refuses the token of a service, which is no person', async () => {
    const { body } = await requestToken(server);
    expect((await exchange(body['access_token'])).body['error']).toBe('invalid_grant');
  });

  describe('with a proof of a key', () => {
    let key: PrivateJwk;
    beforeAll(async () => {
      key = await generatePrivateJwk();
    });

    const prove = async ({ header = {}, ...claims }: ProofChanges = {}): Promise<string> =>
      new SignJWT({
        htm: 'POST',
        htu: `${server.issuer}/token`,
        jti: randomUUID(),
        iat: Math.floor(server.clock.now() / 1_000),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: toPublicJwk(key), ...header })
        .sign(await importJWK(key, 'ES256'));
    const boundToken = async (): Promise<unknown> => {
      const { access_token } = await signIn();
      return (await exchange(access_token, { headers: { dpop: await prove() } })).body['access_token'];
    };

    it('gives a token that is bound to the key of the service', async () => {
      const { access_token } = await signIn();
      const { status, body } = await exchange(access_token, { headers: { dpop: await prove() } });
      expect([status, body['token_type']]).toEqual([200, 'DPoP']);
      expect(decodeJwt(String(body['access_token']))).toMatchObject({ sub: 'bob', cnf: { jkt: key.kid } });
    });

    it('never makes a token that anybody could use out of one that is bound', async () => {
      const bound = await boundToken();
      expect(await exchange(bound)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      const { body } = await exchange(bound, { headers: { dpop: await prove() } });
      expect(decodeJwt(String(body['access_token']))['cnf']).toEqual({ jkt: key.kid });
    });

    it('takes a proof once', async () => {
      const { access_token } = await signIn();
      const headers = { dpop: await prove() };
      const statuses = await Promise.all(
        Array.from({ length: 20 }, async () => (await exchange(access_token, { headers })).status),
      );
      expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(19).fill(400)]);
    });

    it.each<[string, ProofChanges]>([
      ['for another method', { htm: 'GET' }],
      ['for another endpoint', { htu: 'https://evil.example/token' }],
      ['for another path', { htu: 'http://localhost/tokens' }],
      ['that names no endpoint', { htu: 7 }],
      ['that is too old', { iat: 1_700_000_000 }],
      ['of the future', { iat: 4_000_000_000 }],
      ['without a time', { iat: undefined }],
      ['without an id', { jti: '' }],
      ['with an id without end', { jti: 'x'.repeat(257) }],
      ['of another type', { header: { typ: 'JWT' } }],
      ['by another key than it shows', { header: { jwk: OTHER_KEY } }],
      ['that shows its private key', { header: { jwk: { ...OTHER_KEY, d: 'x' } } }],
    ])('refuses one %s', async (_name, changes) => {
      const { access_token } = await signIn();
      const { status, body } = await exchange(access_token, { headers: { dpop: await prove(changes) } });
      expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
    });

    it('refuses two at once, and what is none', async () => {
      const { access_token } = await signIn();
      for (const dpop of ['x', `${await prove()}, ${await prove()}`]) {
        const { body } = await exchange(access_token, { headers: { dpop } });
        expect(body['error']).toBe('invalid_dpop_proof');
      }
    });
  });

  it('is for services that authenticate only', async () => {
    const { access_token } = await signIn();
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: 'orders-app',
      subject_token: String(access_token),
      subject_token_type: ACCESS_TOKEN,
    };
    expect((await postForm(server, '/token', form)).status).toBe(400);
  });
});

interface ProofChanges {
  readonly header?: object;
  readonly [claim: string]: unknown;
}

interface ExchangeChanges {
  readonly clientId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}
