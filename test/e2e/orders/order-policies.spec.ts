import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

const REFUSED = { status: 403, body: { code: 'ZT_POLICY_DENIED' } };
const CONFIDENTIAL = '12346';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

/** Every route that reads, changes, lists or exports one order. */
const ROUTES = [
  { method: 'GET', path: '/v1/orders/12346', body: undefined },
  { method: 'GET', path: '/v2/orders/12346', body: undefined },
  { method: 'GET', path: '/v2/orders/12346/export', body: undefined },
  { method: 'PATCH', path: '/v2/orders/12346', body: { internalNotes: 'x' } },
  { method: 'POST', path: '/v2/orders/12346/approve', body: undefined },
  { method: 'DELETE', path: '/v2/orders/12346', body: undefined },
];
const withClearance = (clearance: unknown) => server.as('alice', { claims: { clearance } }).from('8.8.8.8');
const idsOf = ({ body }: Answer): readonly string[] =>
  (body['items'] as readonly { readonly id: string }[]).map(({ id }) => id);

describe('a confidential order', () => {
  it.each(ROUTES)('needs clearance 3 on $method $path, and 2 is not enough', async (request) => {
    expect(await withClearance(2).sendJson(request)).toMatchObject(REFUSED);
  });

  it.each([3, 4])('is read with clearance %d', async (clearance) => {
    expect((await withClearance(clearance).get(`/v2/orders/${CONFIDENTIAL}`)).status).toBe(200);
  });

  it.each([undefined, null, '3', 3.5, -3, [3], { value: 3 }, true])(
    'is not read with the clearance %j',
    async (clearance) => {
      expect(await withClearance(clearance).get(`/v2/orders/${CONFIDENTIAL}`)).toMatchObject(REFUSED);
    },
  );

  it.each([0, 2, undefined])('is left out of the list of whoever has clearance %j', async (clearance) => {
    const ids = idsOf(await withClearance(clearance).get('/v2/orders?limit=100'));
    expect(ids).toContain('12345');
    expect(ids).not.toContain(CONFIDENTIAL);
  });

  it('is in the list of whoever has clearance 3', async () => {
    expect(idsOf(await withClearance(3).get('/v2/orders?limit=100'))).toContain(CONFIDENTIAL);
  });

  it('is kept secret from another organization whatever the clearance', async () => {
    const carol = server.as('carol', { claims: { clearance: 3 } });
    expect((await carol.get(`/v2/orders/${CONFIDENTIAL}`)).status).toBe(404);
  });
});

describe('an order that is not confidential', () => {
  it('needs no clearance', async () => {
    expect((await withClearance(0).get('/v2/orders/12345')).status).toBe(200);
    expect((await withClearance(undefined).get('/v1/orders/12345')).status).toBe(200);
  });
});

describe('deleting an order', () => {
  const createdBy = async (who: string): Promise<string> =>
    String((await server.as(who).post('/v2/orders', NEW_ORDER)).body['id']);
  const remove = (who: string, id: string, roles: unknown): Promise<Answer> =>
    server.as(who, { claims: { roles } }).delete(`/v2/orders/${id}`);

  it('is for the editor who made it, without any role', async () => {
    expect((await remove('dan', await createdBy('dan'), [])).status).toBe(204);
  });

  it('is for an editor with the role admin, whoever made it', async () => {
    expect((await remove('dan', await createdBy('bob'), ['manager', 'admin'])).status).toBe(204);
  });

  it.each([[[]], [['Admin']], [['admin ']], [['administrator']], [undefined], ['admin'], [{ admin: true }]])(
    'is not for another editor with the roles %j',
    async (roles) => {
      expect(await remove('dan', await createdBy('bob'), roles)).toMatchObject(REFUSED);
    },
  );

  it('is not for who made it and edits it no more: the graph decides first', async () => {
    expect(await remove('bob', await createdBy('bob'), ['admin'])).toMatchObject({
      status: 403,
      body: { code: 'ZT_RELATION_MISSING' },
    });
  });
});
