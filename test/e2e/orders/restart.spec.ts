import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrdersApp, type OrdersApp } from '@sample/orders';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../support/caller.js';
import { demoTokenRequest } from '../support/demo-token.js';
import { testEnvironment } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let dataDir: string;
let issuer: TokenIssuer;
let orders: OrdersApp;

const start = async (): Promise<void> => {
  orders = await createOrdersApp({ environment: { ...testEnvironment(issuer.issuer), dataDir } });
  await orders.app.listen(0, '127.0.0.1');
};

const as = (name: string): Caller => {
  const { port } = orders.app.getHttpServer().address() as AddressInfo;
  const authorization = [`Bearer ${issuer.token(demoTokenRequest(issuer, name))}`];
  return new Caller({ address: `http://127.0.0.1:${port}`, authorization });
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orders-restart-'));
  issuer = await createTokenIssuer({ audience: 'https://api.orders.example' });
  await start();
});

afterAll(async () => {
  await orders.close();
  await issuer.close();
  await rm(dataDir, { recursive: true });
});

describe('a restart on the same directory', () => {
  it('keeps orders, relationships and cursors, and does not bring back what was deleted', async () => {
    const created = await as('bob').post('/v2/orders', NEW_ORDER);
    const path = `/v2/orders/${String(created.body['id'])}`;
    expect((await as('alice').delete('/v2/orders/12346')).status).toBe(204);
    const { body } = await as('bob').get('/v2/orders?limit=1');

    await orders.close();
    await start();

    expect(await as('bob').get(path)).toMatchObject({ status: 200, body: created.body });
    expect((await as('carol').get(path)).status).toBe(404);
    expect((await as('alice').get('/v2/orders/12346')).status).toBe(404);
    const next = await as('bob').get(`/v2/orders?limit=5&cursor=${String(body['nextCursor'])}`);
    expect(next).toMatchObject({ status: 200, body: { items: [{ id: '12345' }], nextCursor: null } });
    expect((await as('alice').delete(path)).status).toBe(204);
  });

  it('writes audit records as JSON lines within a second', async () => {
    const { body } = await as('carol').get('/v2/orders/12345');
    const directory = join(dataDir, 'audit');
    const lines = async (): Promise<readonly string[]> => {
      const files = await readdir(directory);
      const contents = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
      return contents.join('').trimEnd().split('\n');
    };
    await expect
      .poll(async () => (await lines()).some((line) => line.includes(String(body['decisionId']))), {
        timeout: 1_000,
      })
      .toBe(true);
    const records = (await lines()).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(records.find(({ decisionId }) => decisionId === body['decisionId'])).toMatchObject({
      decision: 'deny',
      code: 'ZT_NOT_FOUND',
      status: 404,
    });
  });

  it('refuses a second process on the same directory', async () => {
    const second = createOrdersApp({ environment: { ...testEnvironment(issuer.issuer), dataDir } });
    await expect(second).rejects.toThrow(/is held by the running process/);
  });
});
