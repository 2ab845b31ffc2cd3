import { demoPassword, readKey } from '@sample/shared';
import { decodeJwt } from 'jose';
import { AccessDeniedError, ServiceTokenClient } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

const API = 'https://api.orders.example';

let server: AuthServer;

beforeAll(async () => {
  server = await startAuthServer();
});
afterAll(() => server.stop());

async function clientWith(scopes: readonly string[], options: object = {}): Promise<ServiceTokenClient> {
  return new ServiceTokenClient({
    issuer: server.issuer,
    clientId: 'order-processor',
    privateKey: await readKey(server.environment.dataDir, 'order-processor'),
    targets: [{ origin: API, resource: API, scopes }],
    ...options,
  });
}

describe('a ServiceTokenClient at the authorization server of the sample', () => {
  it('finds the endpoint, authenticates by its key, and gets the token of its service', async () => {
    const client = await clientWith(['orders:read']);
    const { value } = await client.accessToken(API);
    expect(decodeJwt(value)).toMatchObject({
      iss: server.issuer,
      aud: API,
      sub: 'service-account-order-processor',
      scope: 'orders:read',
    });
    expect(await client.accessToken(API)).toMatchObject({ value });
  });

  it('gets tokens that are bound to a key of its process', async () => {
    const client = await clientWith(['orders:read'], { dpop: true });
    const { value, type } = await client.accessToken(API);
    expect(type).toBe('DPoP');
    expect(decodeJwt(value)['cnf']).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('exchanges the token of a person for one that names both', async () => {
    const { body } = await login(server, { email: 'bob@example.com', password: demoPassword('bob') });
    const client = await clientWith(['orders:read']);
    const onBehalfOf = { accessToken: String(body['access_token']) };
    const { value } = await client.accessToken(API, { onBehalfOf });
    expect(decodeJwt(value)).toMatchObject({
      sub: 'bob',
      act: { sub: 'service-account-order-processor' },
      scope: 'orders:read',
    });
    expect(decodeJwt((await client.accessToken(API)).value)['act']).toBeUndefined();
  });

  it('gets nothing with the key of another service', async () => {
    const privateKey = await readKey(server.environment.dataDir, 'inventory-reader');
    const client = await clientWith(['orders:read'], { privateKey });
    const error: unknown = await client.accessToken(API).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AccessDeniedError);
    expect((error as Error).message).toMatch(/^ZT_OUTGOING_TOKEN_REFUSED: .*: invalid_client;/);
  });
});
