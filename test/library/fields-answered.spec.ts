import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFieldsApp, type FieldsApp } from './support/fields/fields-app.js';
import { FOR_ALL } from './support/fields/orders.js';
import { PLATFORMS } from './support/guarded-app.js';

describe.each(PLATFORMS)('on %s an answer that a route @Returns', (platform) => {
  let fields: FieldsApp;
  beforeAll(async () => {
    fields = await startFieldsApp(platform);
  });
  afterAll(() => fields.app[Symbol.asyncDispose]());

  it('is filtered after toJSON(), as documents of databases have it', async () => {
    expect(await fields.read('/documents/1', 'bob')).toEqual(FOR_ALL);
  });

  it('shows what the class declares by an accessor', async () => {
    expect(await fields.read('/totals')).toEqual({ net: 10, gross: 12 });
  });

  it('agrees for GET, HEAD and conditional requests', async () => {
    const full = await fields.get('/orders/1', 'bob');
    const text = await full.text();
    const head = await fields.app.request('HEAD', '/fields/orders/1', { as: 'bob' });
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    const tag = full.headers.get('etag');
    expect(head.headers.get('etag')).toBe(tag);
    if (platform === 'fastify') return;
    // Without this fetch() itself asks for an answer that no cache holds.
    const headers = { 'if-none-match': String(tag), 'cache-control': 'max-age=0' };
    expect((await fields.app.request('GET', '/fields/orders/1', { as: 'bob', headers })).status).toBe(304);
    expect((await fields.app.request('GET', '/fields/orders/1', { as: 'alice', headers })).status).toBe(200);
  });

  it('may be nothing', async () => {
    expect((await fields.get('/nobody')).status).toBe(200);
    const gone = await fields.app.request('POST', '/fields/gone', { as: 'bob', scope: 'read' });
    expect([gone.status, await gone.text()]).toEqual([204, '']);
    expect(await (await fields.get('/a-text')).text()).toBe('hello');
    expect(await fields.read('/unfiltered')).toEqual({ anything: true });
  });

  it('leaves errors alone', async () => {
    const response = await fields.get('/teapot/1');
    expect(response.status).toBe(418);
    expect(await response.json()).toMatchObject({ status: 418, code: 'ZT_BAD_REQUEST' });
    expect(await fields.read('/orders/2', 'bob')).toMatchObject({ code: 'ZT_RELATION_MISSING' });
  });

  it.each(['text', 'wrong-list', 'wrong-object', 'file', 'buffer', 'stream', 'web-response', 'no-object'])(
    'never leaves as something from which nothing can be removed: %s',
    async (path) => {
      const response = await fields.get(`/${path}`, 'alice');
      const text = await response.text();
      expect(response.status).toBe(500);
      expect(text).toContain('ZT_ANSWER_UNFILTERED');
      expect(text).not.toMatch(/hunter2|call back|T-1|newColumn/);
    },
  );
});
