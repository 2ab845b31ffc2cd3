import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

const HIDDEN = { status: 404, body: { code: 'ZT_NOT_FOUND' } };
const SCOPE_MISSING = { status: 403, body: { code: 'ZT_SCOPE_MISSING' } };

let server: OrdersServer;

beforeAll(async () => {
  const tuples = [
    { subject: 'user:fay', relation: 'member', object: 'organization:acme' },
    { subject: 'user:gil', relation: 'admin', object: 'organization:acme' },
    { subject: 'user:both', relation: 'member', object: 'organization:acme' },
    { subject: 'user:both', relation: 'member', object: 'organization:globex' },
  ];
  server = await startOrdersServer({ tuples });
});

afterAll(() => server.stop());

const remove = (who: string, id: string, scope?: string): Promise<Answer> =>
  server.as(who, scope === undefined ? {} : { scope }).delete(`/v2/users/${id}`);
const tuplesOf = async (id: string): Promise<readonly string[]> => {
  const query = server.database.db.selectFrom('relationship_tuples').select(['relation', 'object']);
  const rows = await query.where('subject', '=', `user:${id}`).execute();
  return rows.map(({ relation, object }) => `${relation} of ${object}`);
};
/** But for what names the request. */
const plain = ({ text }: Answer): string => text.replace(/"(instance|decisionId)":"[^"]*"/g, '');

describe('DELETE /v2/users/:id', () => {
  it.each(['fay', 'gil'])('lets an admin of the organization delete %s', async (id) => {
    expect(await tuplesOf(id)).toHaveLength(1);
    const answer = await remove('alice', id);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await tuplesOf(id)).toEqual([]);
  });

  it('removes everything that the person was granted, in other organizations too', async () => {
    expect((await remove('alice', 'both')).status).toBe(204);
    expect(await tuplesOf('both')).toEqual([]);
  });

  it('hides who is deleted already', async () => {
    expect(await remove('alice', 'both')).toMatchObject(HIDDEN);
  });

  it.each([
    ['carol', 'belongs to another organization'],
    ['erin', 'belongs to none'],
    ['nobody-of-that-name', 'does not exist'],
    ['service-account-order-processor', 'is a service, although of the organization'],
  ])('hides %s, who %s', async (id) => {
    expect(await remove('alice', id)).toMatchObject(HIDDEN);
  });

  it('answers byte for byte the same for who is hidden and who does not exist', async () => {
    const [hidden, absent] = [await remove('alice', 'carol'), await remove('alice', 'x')];
    expect(plain(hidden)).toBe(plain(absent));
    const names = ({ headers }: Answer): string[] => Object.keys(headers).toSorted();
    expect(names(hidden)).toEqual(names(absent));
  });

  it.each([
    'x%3Ay',
    'a%23b',
    'user%3Abob',
    'organization%3Aacme%23member',
    '*',
    '%40',
    'a%20b',
    '%00',
    '%0a',
  ])('knows nobody of the name %s', async (id) => {
    expect(await remove('alice', id)).toMatchObject(HIDDEN);
  });

  it.each(['y'.repeat(257), 'bob%2F..%2Falice', '%E2%80%AEbob'])(
    'knows nobody of the odd name %s',
    async (id) => {
      expect((await remove('alice', id)).status).toBe(404);
    },
  );

  it.each([
    ['bob', 'alice', 'a member'],
    ['bob', 'carol', 'a member, of somebody elsewhere'],
    ['bob', 'nobody-of-that-name', 'a member, of nobody'],
    ['dan', 'bob', 'an admin of the organization'],
    ['carol', 'bob', 'somebody of another organization'],
    ['order-processor', 'bob', 'a service that is an admin of the organization'],
    ['erin', 'bob', 'somebody of none'],
  ])('refuses %s, who would delete %s, for want of the scope: %s', async (who, id) => {
    const answer = await remove(who, id);
    expect(answer).toMatchObject(SCOPE_MISSING);
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope", scope="users:delete"');
  });

  it('refuses an admin whose token has every other scope', async () => {
    expect(await remove('alice', 'bob', 'orders:read orders:write inventory:read')).toMatchObject(
      SCOPE_MISSING,
    );
  });

  it('needs more than the scope: the relationship to the organization, as admin', async () => {
    expect(await remove('bob', 'alice', 'users:delete')).toMatchObject(HIDDEN);
    expect(await remove('carol', 'bob', 'users:delete')).toMatchObject(HIDDEN);
  });

  it('needs a token', async () => {
    expect((await server.nobody.delete('/v2/users/bob')).status).toBe(401);
  });

  it('has done nothing to whom it refused to delete', async () => {
    for (const who of ['alice', 'bob', 'carol', 'dan'])
      expect((await server.as(who).get('/v2/inventory/SKU-0001')).status).toBe(200);
    expect(await tuplesOf('bob')).toContain('member of organization:acme');
    expect(await tuplesOf('service-account-order-processor')).toEqual(['admin of organization:acme']);
  });
});

describe('who deletes oneself', () => {
  it('needs no scope, and has no right and no good token afterwards; the orders stay', async () => {
    const bob = server.as('bob', { scope: 'orders:read' });
    expect((await bob.get('/v2/orders/12345')).status).toBe(200);
    expect((await bob.delete('/v2/users/bob')).status).toBe(204);
    expect(await bob.get('/v2/orders/12345')).toMatchObject({
      status: 401,
      body: { code: 'ZT_TOKEN_REVOKED' },
    });
    expect((await server.as('bob').get('/v2/inventory')).status).toBe(401);
    expect(await tuplesOf('bob')).toEqual([]);
    expect((await server.as('alice').get('/v2/orders/12345')).body).toMatchObject({ creatorId: 'bob' });
  });

  it('has no right with a token of later either, whether or not it is refused as well', async () => {
    server.clock.advanceSeconds(2);
    expect([401, 404]).toContain((await server.as('bob').get('/v2/orders/12345')).status);
    expect((await server.as('bob').get('/v2/orders')).body['items'] ?? []).toEqual([]);
  });

  it('is asked for by one spelling only', async () => {
    expect(await remove('dan', 'DAN')).toMatchObject(SCOPE_MISSING);
    expect((await remove('dan', 'dan%20')).status).not.toBe(204);
    expect(await remove('dan', 'user%3Adan')).toMatchObject(SCOPE_MISSING);
    expect(await remove('dan', 'user%3Adan', 'users:delete')).toMatchObject(HIDDEN);
    expect((await server.as('dan').get('/v2/orders/12345')).status).toBe(200);
  });

  it.each([
    ['with the scope it is hidden from itself', 'users:delete', HIDDEN],
    ['without it, refused for want of it', 'orders:read', SCOPE_MISSING],
  ])('is a person, never a service: %s', async (_, scope, refused) => {
    const id = 'service-account-order-processor';
    expect(await remove('order-processor', id, scope)).toMatchObject(refused);
    expect(await tuplesOf(id)).toEqual(['admin of organization:acme']);
    expect((await server.as('order-processor').get('/v2/orders')).status).toBe(200);
  });
});
