import type { AddressInfo } from 'node:net';
import { createOrdersApp, type OrdersApp } from '@sample/orders';
import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../support/caller.js';
import { startOrdersServer, testEnvironment, type OrdersServer } from '../support/orders-server.js';
import { testRedisUrl } from '../support/test-storage.js';

const ORDER = '/v2/orders/12345';
const SUBJECTS = '/zero-trust/subjects';
const PATIENCE = { timeout: 1_000 };

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

const subject = (name: string): { readonly issuer: string; readonly subject: string } => ({
  issuer: server.issuer.issuer,
  subject: name,
});

const queryOf = (name: string): string => new URLSearchParams(subject(name)).toString();

/** Another instance of the API on the same database, and on the same Redis where there is one. */
async function startAnother(): Promise<OrdersApp> {
  const { issuer, clock, database } = server;
  const environment = { ...testEnvironment(issuer.issuer), redisUrl: testRedisUrl() };
  const another = await createOrdersApp({ environment, clock, database, auditSink: memoryAuditSink() });
  await another.app.listen(0, '127.0.0.1');
  return another;
}

function callerOf({ app }: OrdersApp, token: string): Caller {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return new Caller({ address: `http://127.0.0.1:${port}`, authorization: [`Bearer ${token}`] });
}

describe('the security officer', () => {
  it('ends a session: the token that is out is refused, the one of a new sign-in is not', async () => {
    const stolen = server.as('bob');
    expect((await stolen.get(ORDER)).status).toBe(200);
    expect((await server.as('erin').post(`${SUBJECTS}/revocations`, subject('bob'))).status).toBe(200);
    expect(await stolen.get(ORDER)).toMatchObject({ status: 401, body: { code: 'ZT_TOKEN_REVOKED' } });
    server.clock.advanceSeconds(1);
    expect((await server.as('bob').get(ORDER)).status).toBe(200);
  });

  it('locks somebody out of every route, sees it, and lets him in again', async () => {
    const erin = server.as('erin');
    expect((await erin.post(`${SUBJECTS}/locks`, subject('dan'))).status).toBe(200);
    expect(await server.as('dan').get(ORDER)).toMatchObject({
      status: 403,
      body: { code: 'ZT_SUBJECT_LOCKED' },
    });
    expect(await erin.get(`${SUBJECTS}?${queryOf('dan')}`)).toMatchObject({
      status: 200,
      body: { lockedAt: expect.stringMatching(/^2026-07-01T/) as string, suspendedUntil: null },
    });
    expect((await erin.delete(`${SUBJECTS}/locks?${queryOf('dan')}`)).status).toBe(200);
    expect((await server.as('dan').get(ORDER)).status).toBe(200);
  });

  it('asks somebody to sign in again', async () => {
    const before = server.as('alice');
    expect((await server.as('erin').post(`${SUBJECTS}/step-ups`, subject('alice'))).status).toBe(200);
    expect(await before.get(ORDER)).toMatchObject({ status: 401, body: { code: 'ZT_STEP_UP_REQUIRED' } });
    server.clock.advanceSeconds(1);
    expect((await server.as('alice').get(ORDER)).status).toBe(200);
  });

  it('is the only one who may: an administrator of an organization is not', async () => {
    for (const name of ['alice', 'order-processor', 'carol']) {
      const refused = await server.as(name).post(`${SUBJECTS}/locks`, subject('bob'));
      expect(refused).toMatchObject({ status: 403, body: { code: 'ZT_SCOPE_MISSING' } });
    }
    expect((await server.nobody.get(`${SUBJECTS}?${queryOf('bob')}`)).status).toBe(401);
  });
});

describe('a lock', () => {
  it('is in force on another instance within a second, outlives every restart, and is lifted on all', async () => {
    const another = await startAnother();
    const carol = callerOf(another, server.token('carol'));
    expect((await carol.get('/v2/inventory')).status).toBe(200);
    await server.as('erin').post(`${SUBJECTS}/locks`, subject('carol'));
    await expect.poll(async () => (await carol.get('/v2/inventory')).status, PATIENCE).toBe(403);
    await another.close();

    const restarted = await startAnother();
    const again = callerOf(restarted, server.token('carol'));
    expect((await again.get('/v2/inventory')).status).toBe(403);
    await server.as('erin').delete(`${SUBJECTS}/locks?${queryOf('carol')}`);
    await expect.poll(async () => (await again.get('/v2/inventory')).status, PATIENCE).toBe(200);
    await restarted.close();
  });
});
