import { demoPassword } from '@sample/shared';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, login, requestToken, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';
import { postForm } from './browser.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

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

  it('takes no proof that it would not check', async () => {
    const { access_token } = await signIn();
    expect((await exchange(access_token, { headers: { dpop: 'x' } })).body['error']).toBe('invalid_request');
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

interface ExchangeChanges {
  readonly clientId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}
