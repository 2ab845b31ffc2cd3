import { randomUUID } from 'node:crypto';
import { demoPassword, generatePrivateJwk, toPublicJwk } from '@sample/shared';
import { decodeJwt, importJWK, SignJWT } from 'jose';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, login, requestToken, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

const PASSWORD = 'correct-Horse-7-newcomer';
const API = 'https://api.orders.example';

describe('POST /accounts', () => {
  let server: AuthServer;
  let passwordHash: string;

  beforeAll(async () => {
    server = await startAuthServer();
    passwordHash = await (await PasswordHasher.create()).hash(PASSWORD);
  });

  afterAll(() => server.stop());

  const tokenOf = async (clientId: string, parameters: [string, string][], headers = {}): Promise<Answer> =>
    requestToken(server, {
      assertion: await clientAssertion(server, { clientId }),
      parameters,
      headers,
    });
  const accountsToken = async (headers = {}): Promise<unknown> =>
    (await tokenOf('orders-api', [['resource', server.issuer]], headers)).body['access_token'];
  const handOver = async (changes: object = {}, token?: unknown): Promise<Response> => {
    const account = { id: randomUUID(), email: 'newcomer@people.example', passwordHash, ...changes };
    return fetch(`${server.issuer}/accounts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${String(token ?? (await accountsToken()))}`,
      },
      body: JSON.stringify(account),
    });
  };
  const subjectOf = async (email: string, password: string): Promise<unknown> => {
    const token = (await login(server, { email, password })).body['access_token'];
    return typeof token === 'string' ? decodeJwt(token).sub : undefined;
  };

  it('opens an account, and the same again does no harm', async () => {
    const id = randomUUID();
    for (let count = 0; count < 2; count += 1)
      expect((await handOver({ id, email: ' Again@People.example' })).status).toBe(204);
    expect(await subjectOf('again@people.example', PASSWORD)).toBe(id);
  });

  it('changes no account that there is, and does not say that there is one', async () => {
    const first = randomUUID();
    await handOver({ id: first, email: 'taken@people.example' });
    const other = await (await PasswordHasher.create()).hash('another-Horse-8');
    for (const changes of [
      { email: 'alice@example.com' },
      { email: 'taken@people.example' },
      { id: first, email: 'moved@people.example' },
    ])
      expect((await handOver({ ...changes, passwordHash: other })).status).toBe(204);
    expect(await subjectOf('alice@example.com', demoPassword('alice'))).toBe('alice');
    expect(await subjectOf('taken@people.example', PASSWORD)).toBe(first);
    expect(await subjectOf('moved@people.example', 'another-Horse-8')).toBeUndefined();
  });

  it.each([
    ['a subject of its choice', '/id', { id: 'service-account-order-processor' }],
    ['a password', '/passwordHash', { passwordHash: PASSWORD }],
    ['a cheaper hash', '/passwordHash', { passwordHash: `$argon2id$v=19$m=8,t=1,p=1$${'a'.repeat(65)}` }],
    ['a hash that costs gigabytes', '/passwordHash', { cost: 'm=9945600,t=99,p=1' }],
    ['scopes', '/scopes', { scopes: 'security:admin' }],
    ['no address', '/email', { email: '' }],
  ])('refuses %s', async (_name, pointer, changes) => {
    const spoilt =
      'cost' in changes ? { passwordHash: passwordHash.replace('m=19456,t=2,p=1', changes.cost) } : changes;
    const response = await handOver(spoilt);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('takes no token that is for the API, whatever it says', async () => {
    const { access_token } = (await tokenOf('orders-api', [])).body;
    expect(decodeJwt(String(access_token))).toMatchObject({ aud: API });
    expect(decodeJwt(String(access_token))['scope']).toBeUndefined();
    expect((await handOver({}, access_token)).status).toBe(401);
    const officer = (await tokenOf('security-officer', [])).body['access_token'];
    expect((await handOver({}, officer)).status).toBe(401);
    expect((await handOver({}, 'x')).status).toBe(401);
  });

  it('is for the orders API only: nobody else gets a token for it', async () => {
    const resource: [string, string] = ['resource', server.issuer];
    expect((await tokenOf('order-processor', [resource])).body['error']).toBe('invalid_target');
    expect((await tokenOf('order-processor', [['scope', 'accounts:write']])).body['error']).toBe(
      'invalid_scope',
    );
    expect((await tokenOf('orders-api', [['scope', 'accounts:write']])).body['error']).toBe('invalid_scope');
    expect((await tokenOf('orders-api', [resource, ['scope', 'orders:read']])).body['error']).toBe(
      'invalid_scope',
    );
  });

  it('takes no token that is bound to a key, because it checks no proofs', async () => {
    const key = await generatePrivateJwk();
    const proof = await new SignJWT({ htm: 'POST', htu: `${server.issuer}/token`, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: toPublicJwk(key) })
      .setIssuedAt()
      .sign(await importJWK(key, 'ES256'));
    const token = await accountsToken({ dpop: proof });
    expect(decodeJwt(String(token))['cnf']).toEqual({ jkt: key.kid });
    expect((await handOver({}, token)).status).toBe(401);
  });

  it('takes no token that has been revoked', async () => {
    const token = String(await accountsToken());
    expect((await handOver({}, token)).status).toBe(204);
    const body = new URLSearchParams({
      token,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(server, { clientId: 'orders-api' }),
    });
    expect((await fetch(`${server.issuer}/revoke`, { method: 'POST', body })).status).toBe(200);
    expect((await handOver({}, token)).status).toBe(401);
  });
});
