import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

/** Posts as Bob; without a type the request has no Content-Type header. */
const postText = (contentType: string | undefined, text: string): Promise<Answer> => {
  const bob = server.as('bob');
  const caller = contentType === undefined ? bob : bob.withHeaders({ 'content-type': contentType });
  return caller.sendText({ method: 'POST', path: '/v2/orders', text });
};

describe('an error', () => {
  it('is a problem of RFC 9457 that names the decision', async () => {
    const { headers, body } = await server.as('carol').get('/v2/orders/12345');
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    const decisionId = String(body['decisionId']);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.stringMatching(/\w/),
      instance: `urn:uuid:${decisionId}`,
      code: 'ZT_NOT_FOUND',
      decisionId,
    });
    expect(server.records.map((record) => record.decisionId)).toContain(decisionId);
  });
});

describe('every answer', () => {
  it.each(['/v2/orders/12345', '/v2/orders', '/v2/inventory', '/v2/orders/99999'])(
    'of %s carries the headers of helmet, may not be stored, and does not name the framework',
    async (path) => {
      const { headers } = await server.as('bob').get(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('etag');
    },
  );
});

describe('a method', () => {
  it('that a path does not have answers 405 with those that it has', async () => {
    const answer = await server.as('bob').sendJson({ method: 'PUT', path: '/v2/orders/12345', body: {} });
    expect(answer).toMatchObject({ status: 405, body: { code: 'ZT_METHOD_NOT_ALLOWED' } });
    expect(answer.headers.allow?.split(', ').toSorted()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH']);
  });

  it('is not overridden by a header or a parameter', async () => {
    const caller = server.as('alice').withHeaders({ 'x-http-method-override': 'DELETE' });
    expect((await caller.post('/v2/orders/12345?_method=DELETE', {})).status).toBe(405);
    expect((await server.as('alice').get('/v2/orders/12345')).status).toBe(200);
  });

  it('HEAD is judged like GET and answers without a body', async () => {
    const head = (who: string) =>
      server.as(who).sendJson({ method: 'HEAD', path: '/v2/orders/12345', body: undefined });
    expect(await head('bob')).toMatchObject({ status: 200, text: '' });
    expect(await head('carol')).toMatchObject({ status: 404, text: '' });
  });
});

describe('a path', () => {
  it.each(['/', '/v2', '/v3/orders/12345', '/orders/12345', '/v2/orders/12345/approve/x', '/zero-trust'])(
    '%s that nothing serves answers 404, with and without a token',
    async (path) => {
      for (const caller of [server.as('alice'), server.nobody]) {
        expect(await caller.get(path)).toMatchObject({ status: 404, body: { code: 'ZT_NOT_FOUND' } });
      }
    },
  );
});

describe('a body', () => {
  it.each([
    ['cut off', '{"organizationId":"acme"'],
    ['with a comma too many', '{"organizationId":"acme",}'],
    ['no JSON at all', 'organizationId=acme'],
  ])('that is %s answers 400 and is not repeated', async (_, text) => {
    const answer = await postText('application/json', text);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('acme');
  });

  it.each(['"acme"', '12', 'null', 'true', '[]'])('%s is no order', async (text) => {
    const answer = await postText('application/json', text);
    expect([400, 403]).toContain(answer.status);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/xml',
    'application/jsonx',
    undefined,
  ])('of the type %s answers 415', async (contentType) => {
    const answer = await postText(contentType, JSON.stringify(NEW_ORDER));
    expect(answer).toMatchObject({ status: 415, body: { code: 'ZT_UNSUPPORTED_MEDIA_TYPE' } });
  });

  it('that is too large answers 413, before it is read', async () => {
    const answer = await postText('application/json', JSON.stringify({ padding: 'x'.repeat(110_000) }));
    expect(answer).toMatchObject({ status: 413, body: { code: 'ZT_PAYLOAD_TOO_LARGE' } });
  });

  it('is not even parsed for a caller without a token', async () => {
    const caller = server.nobody.withHeaders({ 'content-type': 'application/json' });
    const answer = await caller.sendText({ method: 'POST', path: '/v2/orders', text: '{"broken' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'ZT_CREDENTIALS_MISSING' } });
  });
});
