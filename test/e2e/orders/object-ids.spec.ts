import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

/** Spellings around an order that Bob may read: none of them is its id. */
const ODD_IDS = {
  'encoded twice': '1234%2535',
  'with an encoded dot segment': '%2e%2e',
  'with a climb to another order': '99999%2f..%2f12345',
  'with an encoded slash': '12345%2f',
  'with a null byte': '12345%00',
  'with a type before it': 'order:12345',
  'with an encoded type before it': 'order%3A12345',
  'with a relation after it': '12345%23viewer',
  'with a wildcard': '*',
  'with a space after it': '12345%20',
  'with a line break after it': '12345%0a',
  'with an invisible character': '12345%E2%80%8B',
  'with digits of full width': '%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95',
  'with a sign before it': '+12345',
  'with a zero before it': '012345',
  'as a decimal fraction': '12345.0',
  'beyond any length': '1'.repeat(300),
  'with broken UTF-8': '12345%ff',
  'with an unfinished escape': '12345%',
  'as a list': '12345,67890',
  'as a word of the language': '__proto__',
} as const;

const ROUTES = [
  ['GET', '/v2/orders/ID', undefined],
  ['GET', '/v1/orders/ID', undefined],
  ['PATCH', '/v2/orders/ID', { customerName: 'x' }],
  ['DELETE', '/v2/orders/ID', undefined],
  ['POST', '/v2/orders/ID/approve', undefined],
] as const;

describe.each(Object.entries(ODD_IDS))('an order id %s', (_, id) => {
  it.each(ROUTES)('reaches no order on %s %s', async (method, path, body) => {
    const request = { method, path: path.replace('ID', id), body };
    const { status, body: problem } = await server.as('alice').sendJson(request);
    expect([400, 404, 405]).toContain(status);
    expect(problem['code']).toMatch(/^ZT_(?:NOT_FOUND|BAD_REQUEST|METHOD_NOT_ALLOWED)$/);
  });
});

describe('an order id', () => {
  it('is decoded once: a percent-encoded digit is that digit', async () => {
    const answer = await server.as('bob').get('/v2/orders/%312345');
    expect(answer).toMatchObject({ status: 200, body: { id: '12345' } });
  });

  it('is not taken from the query, once or twice', async () => {
    for (const query of ['id=12345', 'id=12345&id=67890', 'id[]=12345', 'orderId=12345']) {
      const answer = await server.as('carol').get(`/v2/orders/12345?${query}`);
      expect(answer.status).toBe(404);
    }
  });

  it('has left every demo order as it was', async () => {
    for (const [who, id] of [
      ['alice', '12345'],
      ['alice', '12346'],
      ['carol', '67890'],
    ] as const) {
      const { body } = await server.as(who).get(`/v2/orders/${id}`);
      expect(body['updatedAt']).toBe(body['createdAt']);
    }
  });
});

describe('the organization of a new order', () => {
  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['a list', ['acme']],
    ['an object', { id: 'acme' }],
    ['a number', 1],
    ['of another spelling', 'ACME'],
    ['qualified', 'organization:acme'],
    ['with a relation', 'acme#admin'],
    ['a wildcard', '*'],
    ['encoded', '%61cme'],
    ['with a null byte', 'acme\u0000'],
    ['unknown', 'initech'],
    ['another tenant', 'globex'],
  ])('is refused when it is %s, before the rest of the body is judged', async (_, organizationId) => {
    const answer = await server.as('bob').post('/v2/orders', { organizationId, nonsense: true });
    expect(answer.status).toBe(403);
    expect(answer.body['code']).toMatch(/^ZT_(?:RELATION_MISSING|OBJECT_ID_INVALID)$/);
  });
});
