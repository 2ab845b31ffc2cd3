import { Body, Controller, Get, Post } from '@nestjs/common';
import { IsObject, IsOptional } from 'class-validator';
import { CanAccess, type CheckQuery, type RelationshipEngine } from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';
import { exchange, statusOf } from './support/raw-client.js';

const check = vi.fn<(query: CheckQuery) => { allowed: boolean }>(({ object }) => ({
  allowed: object === 'order:1',
}));
const engine = { hasRelation: () => true, check } as unknown as RelationshipEngine;

class Envelope {
  @IsOptional() @IsObject() order?: object;
}

@Controller('orders')
class OrdersController {
  @Get('by-param/:id') @CanAccess('viewer', 'order') byParam(): string {
    return 'found';
  }
  @Get('by-query') @CanAccess('viewer', 'order', { from: 'query.id' }) byQuery(): string {
    return 'found';
  }
  @Get('by-header') @CanAccess('viewer', 'order', { from: 'headers.X-Order-Id' }) byHeader(): string {
    return 'found';
  }
  @Post('by-body') @CanAccess('viewer', 'order', { from: 'body.order.id' }) byBody(
    @Body() _body: Envelope,
  ): string {
    return 'found';
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  const relationships = { kind: 'spy', create: () => engine };
  return startGuardedApp({ platform, controllers: [OrdersController], options: { relationships } });
}

/** Sends a request line and headers as they are. */
async function raw(app: GuardedApp, target: string, ...headers: readonly string[]): Promise<number> {
  const credential = `Authorization: Bearer ${app.issuer.token()}`;
  const lines = [`GET ${target} HTTP/1.1`, 'Host: x', credential, ...headers, 'Connection: close', '', ''];
  return statusOf((await exchange(app.url, ...lines)).received);
}

/** Ids that are refused after decoding, percent-encoded. */
const MALFORMED = [
  '%2531', // encoded twice
  '1%2F2',
  '1%3A2',
  '1%232',
  '1%402',
  '%2A',
  '1%2A',
  '1%20',
  '%201',
  '1%00',
  '1%0A',
  '1%7F',
  '1%C2%85',
  '1%E2%80%8B', // zero width space
  '1%E2%80%AE', // right-to-left override
  '1%EF%BB%BF',
  '1%C2%A0',
];

beforeEach(() => void check.mockClear());

describe.each(PLATFORMS)('on %s an object id', (platform) => {
  it.each([
    '/orders/by-param/1',
    '/orders/by-param/%31',
    '/orders/by-query?id=1',
    '/orders/by-query?id=%31&other=2',
  ])('is decoded once: %s', async (target) => {
    await using app = await start(platform);
    expect(await raw(app, target)).toBe(200);
    expect(check).toHaveBeenCalledExactlyOnceWith({
      subject: 'user:alice',
      relation: 'viewer',
      object: 'order:1',
    });
  });

  it.each(['x-order-id: 1', 'X-ORDER-ID: 1'])('is read from a header: %s', async (header) => {
    await using app = await start(platform);
    expect(await raw(app, '/orders/by-header', header)).toBe(200);
  });

  it('is read from a nested property of the body', async () => {
    await using app = await start(platform);
    const response = await app.request('POST', '/orders/by-body', {
      as: 'alice',
      json: { order: { id: '1' } },
    });
    expect(response.status).toBe(201);
  });

  it.each(MALFORMED)(
    'that is malformed (%s) is a deny in path and query, and nothing is checked',
    async (id) => {
      await using app = await start(platform);
      expect([400, 403, 404]).toContain(await raw(app, `/orders/by-param/${id}`));
      expect(await raw(app, `/orders/by-query?id=${id}`)).toBe(403);
      expect(check).not.toHaveBeenCalled();
      const codes = (await app.recorded(2)).map(({ code }) => code);
      expect(codes[1]).toBe('ZT_OBJECT_ID_INVALID');
    },
  );

  it.each([
    '',
    '?id=',
    '?id',
    '?id=1&id=1',
    '?id=1&id=2',
    '?id[]=1',
    '?id[0]=1',
    '?id[$ne]=x',
    '?ID=1',
    '?id%00=1',
    `?id=${'1'.repeat(129)}`,
  ])(
    'that is absent, empty, doubled, a list, an object or too long is a deny in a query: %s',
    async (query) => {
      await using app = await start(platform);
      expect(await raw(app, `/orders/by-query${query}`)).toBe(403);
      expect(check).not.toHaveBeenCalled();
    },
  );

  it.each([
    [[]],
    [['X-Order-Id:']],
    [['X-Order-Id: 1', 'X-Order-Id: 1']],
    [['X-Order-Id: 1', 'x-order-id: 2']],
    [['X-Order-Id: 1, 2']],
    [['X-Order-Id: order:1']],
    [['X-Order-Id: %31']],
  ])('that is absent, empty, doubled or malformed is a deny in a header: %j', async (headers) => {
    await using app = await start(platform);
    expect(await raw(app, '/orders/by-header', ...headers)).toBe(403);
    expect(check).not.toHaveBeenCalled();
  });

  it.each([
    undefined,
    {},
    { order: null },
    { order: '1' },
    { order: [{ id: '1' }] },
    { order: { id: 1 } },
    { order: { id: ['1'] } },
    { order: { id: { toString: '1' } } },
    { order: { id: '' } },
    { order: { id: '1/2' } },
    { 'order.id': '1' },
    [{ order: { id: '1' } }],
  ])('that is absent or not one text is a deny in a body: %j', async (json) => {
    await using app = await start(platform);
    const response = await app.request('POST', '/orders/by-body', { as: 'alice', json });
    expect(response.status).toBe(403);
    expect(check).not.toHaveBeenCalled();
  });

  it('that comes by a prototype is a deny', async () => {
    await using app = await start(platform);
    const body = '{"__proto__":{"order":{"id":"1"}}}';
    const headers = { 'content-type': 'application/json' };
    const response = await app.request('POST', '/orders/by-body', { as: 'alice', body, headers });
    expect([400, 403]).toContain(response.status);
    expect(check).not.toHaveBeenCalled();
  });

  it('is not taken from where the route does not say', async () => {
    await using app = await start(platform);
    expect(await raw(app, '/orders/by-param/2?id=1', 'X-Order-Id: 1', 'id: 1')).toBe(403);
    expect(check.mock.calls.map(([{ object }]) => object)).toEqual(['order:2']);
  });
});
