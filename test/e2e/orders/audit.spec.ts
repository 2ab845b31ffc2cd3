import type { AuditRecord } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

/** The record of the request that answered with this decision; it is written when the answer is out. */
const recordOf = ({ body }: Answer): Promise<AuditRecord> =>
  vi.waitFor(() => {
    const found = server.records.find(({ decisionId }) => decisionId === body['decisionId']);
    if (found === undefined) throw new Error('The request is not in the audit log.');
    return found;
  });

describe('the audit record', () => {
  it('of an allowed request says who did what to which object, from where, and what granted it', async () => {
    const before = server.records.length;
    await server.as('bob').from('198.51.100.7').get('/v2/orders/12345?token=query-secret');
    await expect.poll(() => server.records.length).toBe(before + 1);
    expect(server.records.at(-1)).toMatchObject({
      time: new Date(server.clock.now()).toISOString(),
      decision: 'allow',
      identity: { issuer: server.issuer.issuer, subject: 'bob' },
      clientId: 'first-party',
      method: 'GET',
      route: 'GET /v2/orders/:id',
      path: '/v2/orders/12345',
      resource: ['order:12345'],
      status: 200,
      sourceAddress: '198.51.100.7',
      aborted: false,
      evidence: { 'check-policies': { policies: ['MinimumClearance(3, except internal)'] } },
    });
  });

  it('of a denied request says which stage denied it and why, which the caller is not told', async () => {
    const answer = await server.as('bob').get('/v2/orders/12346');
    expect(await recordOf(answer)).toMatchObject({
      decision: 'deny',
      code: 'ZT_POLICY_DENIED',
      stage: 'check-policies',
      reason: expect.stringContaining('MinimumClearance(3, except internal)'),
      status: 403,
    });
    expect(answer.text).not.toMatch(/clearance|confidential/i);
  });

  it('tells a hidden order from a path that nothing serves, which the caller cannot', async () => {
    const hidden = await server.as('carol').get('/v2/orders/12345');
    const unserved = await server.as('carol').get('/nowhere');
    expect(await recordOf(hidden)).toMatchObject({ stage: 'check-relationship' });
    expect(await recordOf(unserved)).toMatchObject({ stage: 'admission', route: null });
  });

  it.each([
    ['a path that nothing serves', () => server.nobody.get('/nowhere'), 404],
    ['a request without a token', () => server.nobody.get('/v2/orders'), 401],
    ['a method that a path does not have', () => server.nobody.delete('/v2/orders'), 405],
    ['broken JSON', () => brokenJson(), 400],
    ['an invalid body', () => server.as('bob').post('/v2/orders', { organizationId: 'acme' }), 400],
  ])('is written for %s', async (_, act, status) => {
    expect(await recordOf(await act())).toMatchObject({ decision: 'deny', status });
  });

  it('is written once for each request', async () => {
    const before = server.records.length;
    await Promise.all(Array.from({ length: 20 }, () => server.as('bob').get('/v2/orders/12345')));
    await expect.poll(() => server.records.length).toBe(before + 20);
    const ids = server.records.map(({ decisionId }) => decisionId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('holds no token, no body and no query, whatever came of the request', async () => {
    const token = server.token('bob');
    const order = {
      ...NEW_ORDER,
      customerName: 'BODY-SECRET',
      customerEmail: 'body-secret@customers.example',
    };
    await server.as('bob').post('/v2/orders', order);
    await server.as('bob').post('/v2/orders', { ...order, items: 'BODY-SECRET', 'BODY-SECRET': 1 });
    await server.nobody.get(`/v2/orders/12345?access_token=${token}`);
    await server.nobody.get(`/v2/orders/${token}`);
    await server.nobody.post('/v2/users', {
      email: 'x',
      displayName: 'BODY-SECRET',
      password: 'BODY-SECRET',
    });
    await server.as('bob').get('/v2/orders?cursor=QUERY-SECRET');
    const before = server.records.length;
    await server.nobody.get('/health/live');
    await expect.poll(() => server.records.length).toBeGreaterThan(before);
    const written = JSON.stringify(server.records);
    const [, payload = '', signature = ''] = token.split('.');
    for (const secret of [
      payload,
      signature,
      'body-secret@',
      'QUERY-SECRET',
      'query-secret',
      'access_token',
    ]) {
      expect(written).not.toContain(secret);
    }
    expect(written.replaceAll('/BODY-SECRET', '')).not.toContain('BODY-SECRET');
  });
});

function brokenJson() {
  const caller = server.as('bob').withHeaders({ 'content-type': 'application/json' });
  return caller.sendText({ method: 'POST', path: '/v2/orders', text: '{' });
}
