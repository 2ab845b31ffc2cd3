import { demoPassword, generatePrivateJwk, OPERATOR_KEY, readKey, type PrivateJwk } from '@sample/shared';
import { createOperatorAssertion } from '@sample/auth';
import { decodeJwt, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, postJson, requestToken, clientAssertion, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

describe('the local endpoints', () => {
  let server: AuthServer;
  let key: PrivateJwk;

  beforeAll(async () => {
    server = await startAuthServer();
    key = await readKey(server.environment.dataDir, OPERATOR_KEY);
  });

  afterAll(() => server.stop());

  const assertionOf = (signer: PrivateJwk, path = '/local/token'): Promise<string> =>
    createOperatorAssertion({ key: signer, endpoint: `${server.issuer}${path}`, clock: server.clock });
  const send = (body: unknown, assertion: string): Promise<Answer> =>
    postJson(server, '/local/token', { body, headers: { authorization: `Bearer ${assertion}` } });
  const ask = async (body: unknown): Promise<Answer> => send(body, await assertionOf(key));

  it('gives a demo person all scopes, security scopes included', async () => {
    const { status, body } = await ask({ name: 'erin' });
    expect(status).toBe(200);
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      sub: 'erin',
      scope: 'security:read security:admin',
      amr: ['swk'],
    });
  });

  it('narrows the scope on request, and refuses what the person may not ask for', async () => {
    const narrow = await ask({ name: 'bob', scope: 'orders:read' });
    expect(decodeJwt(String(narrow.body['access_token']))['scope']).toBe('orders:read');
    const wide = await ask({ name: 'bob', scope: 'orders:read security:admin' });
    expect([wide.status, wide.body['error']]).toEqual([400, 'invalid_scope']);
  });

  it('lets a person have signed in a while ago, never in the future or before yesterday', async () => {
    const { body } = await ask({ name: 'alice', authAgeSeconds: 600 });
    const { iat = 0, auth_time: signedIn } = decodeJwt(String(body['access_token']));
    expect(signedIn).toBe(iat - 600);
    const refused = [-1, 86_401, 1.5, '600', null, [600]];
    const answers = await Promise.all(
      refused.map((authAgeSeconds) => ask({ name: 'alice', authAgeSeconds })),
    );
    expect(answers.map(({ status }) => status)).toEqual(refused.map(() => 400));
  });

  it.each(['nobody', 'order-processor', 'constructor'])('knows no person called %s', async (name) => {
    expect((await ask({ name })).status).toBe(404);
  });

  it('accepts an assertion once', async () => {
    const assertion = await assertionOf(key);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send({ name: 'bob' }, assertion)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401, 401]);
  });

  it('trusts no connection for where it comes from', async () => {
    expect((await postJson(server, '/local/token', { body: { name: 'alice' } })).status).toBe(401);
  });

  it('refuses an assertion for another endpoint', async () => {
    const assertion = await assertionOf(key, '/local/signing-keys/rotate');
    expect((await send({ name: 'bob' }, assertion)).status).toBe(401);
  });

  it('refuses an assertion of another key', async () => {
    const foreign = await assertionOf(await generatePrivateJwk());
    expect((await send({ name: 'bob' }, foreign)).status).toBe(401);
  });

  it.each([
    ['more than a minute behind it', { typ: 'operator-assertion+jwt', issued: -61, expires: 3600 }],
    ['another type', { typ: 'at+jwt', issued: 0, expires: 30 }],
    ['expiry in the past', { typ: 'operator-assertion+jwt', issued: -30, expires: -1 }],
  ])('refuses an assertion with %s', async (_name, { typ, issued, expires }) => {
    const now = Math.floor(server.clock.now() / 1000);
    const assertion = await new SignJWT({ jti: `spoilt-${typ}-${expires}` })
      .setProtectedHeader({ alg: 'ES256', typ })
      .setIssuer('operator')
      .setSubject('operator')
      .setAudience(`${server.issuer}/local/token`)
      .setIssuedAt(now + issued)
      .setExpirationTime(now + expires)
      .sign(await importJWK(key, 'ES256'));
    expect((await send({ name: 'bob' }, assertion)).status).toBe(401);
  });

  describe('in production', () => {
    beforeAll(() => server.restart({ nodeEnv: 'production' }));

    it('knows no demo person, though one was seeded before', async () => {
      expect((await ask({ name: 'alice' })).status).toBe(404);
      const password = demoPassword('alice');
      expect((await login(server, { email: 'alice@example.com', password })).status).toBe(401);
    });

    it('knows no demo service', async () => {
      const assertion = await clientAssertion(server);
      expect((await requestToken(server, { assertion })).status).toBe(401);
    });
  });
});
