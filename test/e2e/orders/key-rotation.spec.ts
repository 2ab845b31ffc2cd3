import type { AddressInfo } from 'node:net';
import { createOperatorAssertion } from '@sample/auth';
import { createOrdersApp, openOrdersDatabase, type OrdersApp, type OrdersDatabase } from '@sample/orders';
import { demoEmail, demoPassword, OPERATOR_KEY, readKey } from '@sample/shared';
import { decodeProtectedHeader } from 'jose';
import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, postJson, requestToken } from '../auth/auth-requests.js';
import { startAuthServer, type AuthServer } from '../auth/auth-server.js';
import { Caller } from '../support/caller.js';
import { testEnvironment } from '../support/orders-server.js';

const ROTATE = '/local/signing-keys/rotate';
const ROTATIONS = 10;

let auth: AuthServer;
let database: OrdersDatabase;
let orders: OrdersApp;
let address: string;

beforeAll(async () => {
  auth = await startAuthServer();
  database = await openOrdersDatabase({ inMemory: true });
  const environment = testEnvironment(auth.issuer);
  const auditSink = memoryAuditSink();
  orders = await createOrdersApp({ environment, database, auditSink, clock: auth.clock });
  await orders.app.listen(0, '127.0.0.1');
  address = `http://127.0.0.1:${(orders.app.getHttpServer().address() as AddressInfo).port}`;
});

afterAll(async () => {
  await orders.close();
  await database.close();
  await auth.stop();
});

const as = (token: string): Caller => new Caller({ address, authorization: [`Bearer ${token}`] });

const aliceToken = async (): Promise<string> => {
  const { body } = await login(auth, { email: demoEmail('alice'), password: demoPassword('alice') });
  return String(body['access_token']);
};

const rotate = async (): Promise<number> => {
  const key = await readKey(auth.environment.dataDir, OPERATOR_KEY);
  const endpoint = `${auth.issuer}${ROTATE}`;
  const assertion = await createOperatorAssertion({ key, endpoint, clock: auth.clock });
  const answer = await postJson(auth, ROTATE, {
    body: '',
    headers: { authorization: `Bearer ${assertion}` },
  });
  return answer.status;
};

describe('tokens of the real authorization server', () => {
  it('open to a person what the contract promises, from the sign-in to the deletion', async () => {
    const alice = as(await aliceToken());
    const { status, body } = await alice.post('/v2/orders', {
      organizationId: 'acme',
      customerName: 'Road Runner',
      customerEmail: 'beep@customers.example',
      items: [{ sku: 'SKU-0001', quantity: 1 }],
    });
    expect(status).toBe(201);
    expect((await alice.delete(`/v2/orders/${String(body['id'])}`)).status).toBe(204);
    expect((await alice.get('/v2/orders/12346')).status).toBe(200);
    expect((await alice.get('/v2/orders/67890')).status).toBe(404);
  });

  it('open to a service what the contract promises', async () => {
    const { body } = await requestToken(auth);
    const service = as(String(body['access_token']));
    expect((await service.get('/v2/orders/12346')).status).toBe(200);
    expect((await service.get('/v2/orders/67890')).status).toBe(404);
  });

  it('are all accepted while the signing key rotates ten times under load', async () => {
    const tokens = [await aliceToken()];
    const statuses: number[] = [];
    const over = new AbortController();
    const worker = async (): Promise<void> => {
      for (let turn = 0; !over.signal.aborted; turn += 1) {
        const token = tokens[turn % tokens.length] ?? '';
        statuses.push((await as(token).get('/v2/orders/12345')).status);
      }
    };
    const load = Promise.all([worker(), worker(), worker()]);
    for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
      expect(await rotate()).toBe(200);
      tokens.push(await aliceToken());
      expect((await as(tokens.at(-1) ?? '').get('/v2/orders/12345')).status).toBe(200);
      // The API fetches the key set for an unknown key at most once in 30 s.
      auth.clock.advanceSeconds(35);
    }
    over.abort();
    await load;
    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(ROTATIONS + 1);
    expect(statuses.length).toBeGreaterThan(ROTATIONS);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});
