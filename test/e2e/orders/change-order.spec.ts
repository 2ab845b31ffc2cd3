import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

const newOrder = async (who = 'bob'): Promise<string> =>
  `/v2/orders/${String((await server.as(who).post('/v2/orders', NEW_ORDER)).body['id'])}`;

describe('PATCH /v2/orders/:id', () => {
  it('changes what is sent, computes the total again, and leaves the rest', async () => {
    const path = await newOrder();
    server.clock.advanceSeconds(5);
    const items = [{ sku: 'SKU-0010', quantity: 4 }];
    const { status, body } = await server.as('alice').patch(path, { items });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      customerName: NEW_ORDER.customerName,
      items: [{ sku: 'SKU-0010', quantity: 4, unitPriceCents: 1_750 }],
      totalCents: 7_000,
      updatedAt: new Date(server.clock.now()).toISOString(),
    });
    expect((await server.as('alice').get(path)).body).toEqual(body);
  });

  it('keeps internal notes, and empties them with null', async () => {
    const path = await newOrder();
    const stored = async (): Promise<unknown> => {
      const id = path.slice('/v2/orders/'.length);
      return server.database.db
        .selectFrom('orders')
        .select('internal_notes')
        .where('id', '=', id)
        .executeTakeFirst();
    };
    expect((await server.as('alice').patch(path, { internalNotes: 'call back' })).status).toBe(200);
    expect(await stored()).toEqual({ internal_notes: 'call back' });
    expect((await server.as('alice').patch(path, { internalNotes: null })).status).toBe(200);
    expect(await stored()).toEqual({ internal_notes: null });
  });

  it.each([
    ['nothing', {}],
    ['the status', { status: 'approved' }],
    ['the organization', { organizationId: 'globex' }],
    ['the creator', { customerName: 'x', creatorId: 'alice' }],
    ['the classification', { classification: 'internal' }],
    ['the total', { totalCents: 0 }],
    ['the name to null', { customerName: null }],
    ['the items to null', { items: null }],
    ['the items to none', { items: [] }],
    ['a control character into the name', { customerName: 'a\u0007b' }],
    ['everything at once, as a list', [{ customerName: 'x' }]],
  ])('refuses to change %s', async (_, body) => {
    const answer = await server.as('alice').patch('/v2/orders/12345', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'ZT_INVALID_REQUEST' } });
  });

  it('refuses to change an approved order', async () => {
    const path = await newOrder();
    await server.as('alice').post(`${path}/approve`);
    const answer = await server.as('alice').patch(path, { customerName: 'x' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ZT_CONFLICT' } });
  });
});

describe('POST /v2/orders/:id/approve', () => {
  it('approves an order once, however many try at the same moment', async () => {
    const path = await newOrder();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => server.as('alice').post(`${path}/approve`)),
    );
    const count = (wanted: number): number => answers.filter(({ status }) => status === wanted).length;
    expect({ approved: count(200), refused: count(409) }).toEqual({ approved: 1, refused: 9 });
    expect((await server.as('bob').get(path)).body).toMatchObject({ status: 'approved' });
  });
});

describe('DELETE /v2/orders/:id', () => {
  it('removes row and relationships', async () => {
    const path = await newOrder();
    expect(await server.as('alice').delete(path)).toMatchObject({ status: 204, text: '' });
    expect((await server.as('alice').get(path)).status).toBe(404);
    const left = await server.database.db
      .selectFrom('relationship_tuples')
      .selectAll()
      .where('object', '=', `order:${path.slice('/v2/orders/'.length)}`)
      .execute();
    expect(left).toEqual([]);
  });

  it('is for the creator', async () => {
    const path = await newOrder('dan');
    expect((await server.as('dan').delete(path)).status).toBe(204);
  });

  it('is for the role admin', async () => {
    const path = await newOrder('dan');
    const answer = await server.as('alice').delete(path);
    expect(answer.status).toBe(204);
  });

  it.each([
    ['no roles', undefined],
    ['roles as a text', 'admin'],
    ['roles that are not all texts', ['admin', 1]],
    ['another role', ['administrator']],
  ])('is refused to an editor with %s who did not make the order', async (_, roles) => {
    const path = await newOrder('dan');
    const answer = await server.as('alice', { claims: { roles } }).delete(path);
    expect(answer).toMatchObject({ status: 403, body: { code: 'ZT_POLICY_DENIED' } });
  });

  it.each([
    ['300 s ago', -300, 204],
    ['301 s ago', -301, 401],
    ['in a second', 1, 401],
  ])('answers somebody who signed in %s', async (_, offsetSeconds, status) => {
    const path = await newOrder('dan');
    const signedInAt = Math.floor(server.clock.now() / 1000) + offsetSeconds;
    const answer = await server.as('dan', { claims: { auth_time: signedInAt } }).delete(path);
    expect(answer.status).toBe(status);
  });

  it.each([
    ['absent', undefined, 'ZT_STEP_UP_REQUIRED'],
    ['null', null, 'ZT_TOKEN_INVALID'],
    ['a text', '1782914400', 'ZT_TOKEN_INVALID'],
    ['a fraction', 1_782_914_400.5, 'ZT_TOKEN_INVALID'],
  ])('is refused when the time of the sign-in is %s', async (_, signedInAt, code) => {
    const path = await newOrder('dan');
    const answer = await server.as('dan', { claims: { auth_time: signedInAt } }).delete(path);
    expect(answer).toMatchObject({ status: 401, body: { code } });
  });

  it('exempts services, which never sign in', async () => {
    const path = await newOrder('order-processor');
    expect((await server.as('order-processor').delete(path)).status).toBe(204);
  });

  it('does not take a person with a service for a client for that service', async () => {
    const path = await newOrder('dan');
    const claims = { client_id: 'order-processor', auth_time: undefined };
    expect((await server.as('dan', { claims }).delete(path)).status).toBe(401);
  });
});
