import { Controller, Delete, Get, Post, type INestApplication } from '@nestjs/common';
import { CanAccess, Public, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it, vi } from 'vitest';
import {
  PLATFORMS,
  startGuardedApp,
  type GuardedApp,
  type GuardedAppOptions,
} from './support/guarded-app.js';
import { exchange, statusOf } from './support/raw-client.js';

const handle = vi.fn<(id: string) => string>((id) => id);

@Controller('orders')
class OrdersController {
  @Get(':id') @Scopes('orders:read') @CanAccess('viewer', 'order') find(): string {
    return handle('find');
  }
  @Delete(':id') @Scopes('orders:write') @CanAccess('editor', 'order') remove(): string {
    return handle('remove');
  }
  @Post() @Scopes('orders:write') create(): string {
    return handle('create');
  }
  @Get('open/door') @Public('everybody') open(): string {
    return 'open';
  }
}

function start(
  platform: (typeof PLATFORMS)[number],
  init: Partial<GuardedAppOptions> = {},
): Promise<GuardedApp> {
  return startGuardedApp({ platform, controllers: [OrdersController], ...init });
}

const READER = { as: 'alice', scope: 'orders:read' };

describe.each(PLATFORMS)('on %s', (platform) => {
  it.each([
    '/',
    '/order',
    '/orders/1/2',
    '/orders//1',
    '//orders/1',
    '/ORDERS/1/x',
    '/%2e%2e/orders',
    '/favicon.ico',
    '/.env',
  ])('the path %s, which no route has, answers 404 to anybody and is recorded', async (path) => {
    await using app = await start(platform);
    const { received } = await exchange(
      app.url,
      `GET ${path} HTTP/1.1`,
      'Host: x',
      'Connection: close',
      '',
      '',
    );
    expect(statusOf(received)).toBe(404);
    expect(received).toContain('"code":"ZT_NOT_FOUND"');
    expect((await app.recorded(1))[0]).toMatchObject({
      decision: 'deny',
      code: 'ZT_NOT_FOUND',
      stage: 'admission',
      path,
      route: null,
    });
  });

  it('a method that a path does not have answers 405 with those that it has', async () => {
    await using app = await start(platform);
    const response = await app.request('PUT', '/orders/1', READER);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, DELETE');
    expect((await app.request('PATCH', '/orders')).headers.get('allow')).toBe('POST');
    expect((await app.recorded(2)).map(({ code }) => code)).toEqual(Array(2).fill('ZT_METHOD_NOT_ALLOWED'));
  });

  it.each([
    '/orders/1?id=2',
    '/orders/1?access_token=x',
    '/orders/%31',
    ...(platform === 'express' ? ['/ORDERS/1', '/orders/1/'] : []),
  ])('%s is the route that it looks like, and guarded as such', async (path) => {
    await using app = await start(platform);
    expect((await app.request('GET', path)).status).toBe(401);
    expect((await app.request('GET', path, { as: 'carol', scope: 'orders:read' })).status).toBe(403);
    expect((await app.request('GET', path, READER)).status).toBe(200);
    const records = await app.recorded(3);
    expect(records.at(-1)).toMatchObject({
      route: 'GET /orders/:id',
      resource: ['order:1'],
      path: path.split('?')[0],
    });
  });

  it.each([
    '/orders/1;x=2',
    '/orders/1%2f',
    '/orders/1%00',
    '/orders/1%20',
    '/orders/%zz',
    '/orders/..%2f1',
    '/%6frders/1',
    '/orders/1#x',
  ])('%s reaches no handler with an object that was not checked', async (path) => {
    handle.mockClear();
    await using app = await start(platform);
    const credential = `Authorization: Bearer ${app.issuer.token({ sub: 'carol', scope: 'orders:read' })}`;
    const { received } = await exchange(
      app.url,
      `GET ${path} HTTP/1.1`,
      'Host: x',
      credential,
      'Connection: close',
      '',
      '',
    );
    expect([400, 403, 404]).toContain(statusOf(received));
    expect(handle).not.toHaveBeenCalled();
    await app.recorded(1);
  });

  it('an absolute-form target is judged by its path, whatever host it names', async () => {
    await using app = await start(platform);
    const get = async (target: string): Promise<number> =>
      statusOf(
        (await exchange(app.url, `GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', '', '')).received,
      );
    expect(await get('http://other.example/orders/1?x=1')).toBe(401);
    expect(await get('http://other.example/orders/open/door')).toBe(200);
    expect(await get('http://other.example/nope')).toBe(404);
    expect(await get('http://other.example')).toBe(404);
    expect(await get('http://other.example/orders/open/x/../door')).toBe(404);
    const records = await app.recorded(5);
    expect(records[0]).toMatchObject({ path: '/orders/1', route: 'GET /orders/:id' });
  });

  it.each(['http://[::zz]/orders/1?token=secret', 'http://user:secret@x:99999/orders/1', 'ftp://x/?secret'])(
    'nothing is kept of a target that cannot be read in one way only: %s',
    async (target) => {
      await using app = await start(platform);
      const head = [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', '', ''] as const;
      expect([400, 404]).toContain(statusOf((await exchange(app.url, ...head)).received));
      const [record] = await app.recorded(1);
      expect(record?.path).toBe('(malformed)');
      expect(JSON.stringify(record)).not.toContain('secret');
    },
  );

  it('HEAD is judged as GET and has no body', async () => {
    await using app = await start(platform);
    expect((await app.request('HEAD', '/orders/1')).status).toBe(401);
    expect((await app.request('HEAD', '/orders/2', READER)).status).toBe(403);
    const response = await app.request('HEAD', '/orders/1', READER);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe.each(PLATFORMS)('on %s a preflight', (platform) => {
  const preflight = { headers: { origin: 'https://app.example', 'access-control-request-method': 'DELETE' } };

  it('is answered without a credential where CORS is on, and grants nothing else', async () => {
    const configure = (app: INestApplication): void => app.enableCors({ origin: 'https://app.example' });
    await using app = await start(platform, { configure });
    const response = await app.request('OPTIONS', '/orders/1', preflight);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect((await app.request('DELETE', '/orders/1', preflight)).status).toBe(401);
    await app.recorded(2);
  });

  it('of a path that no route has is refused', async () => {
    await using app = await start(platform);
    expect((await app.request('OPTIONS', '/nope', preflight)).status).toBe(404);
  });

  it('is the only OPTIONS request that goes on; every other one answers 405', async () => {
    await using app = await start(platform);
    const response = await app.request('OPTIONS', '/orders/1');
    expect([response.status, response.headers.has('allow')]).toEqual([405, true]);
  });

  it('opens no handler where CORS is off', async () => {
    handle.mockClear();
    await using app = await start(platform);
    const response = await app.request('OPTIONS', '/orders/1', preflight);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(handle).not.toHaveBeenCalled();
  });
});
