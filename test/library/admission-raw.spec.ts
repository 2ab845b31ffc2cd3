import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';
import { exchange, statusOf } from './support/raw-client.js';

@Controller('things')
class ThingsController {
  @Get() @Scopes('read') list(): string {
    return 'things';
  }
}

const RAW = 'answered outside of every guard';

const UNNAMED = /^(?:https?:)?\/*(?:[^/]*\/)?(?:docs|admin|adapter|framework)/;

/**
 * What applications mount beside Nest's routes: middleware, adapter routes, routes of the framework itself. What is not named
 * stands in middleware for any path, the one place that the boot cannot look into.
 */
function mountRaw(app: INestApplication, rawRoutes: Readonly<Record<string, string>>): void {
  const adapter = app.getHttpAdapter();
  const framework = adapter.getInstance() as { get: typeof adapter.get };
  const reply = (_request: unknown, response: { send(body: string): unknown }): unknown => response.send(RAW);
  const through = (_request: unknown, response: unknown): unknown => adapter.reply(response, RAW, 200);
  if ('/adapter' in rawRoutes) adapter.get('/adapter', reply);
  if ('/framework' in rawRoutes) framework.get('/framework', reply);
  if ('/through-adapter' in rawRoutes) adapter.get('/through-adapter', through);
  app.use((request: IncomingMessage, response: ServerResponse, next: () => void): unknown => {
    const isMounted = (request.url ?? '') in rawRoutes && request.url !== '/docs';
    return !isMounted && UNNAMED.test(request.url ?? '') ? response.end(RAW) : next();
  });
}

function start(platform: Platform, rawRoutes: Readonly<Record<string, string>> = {}): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    controllers: [ThingsController],
    configure: (app) => mountRaw(app, rawRoutes),
    options: { rawRoutes },
  });
}

async function get(app: GuardedApp, target: string): Promise<string> {
  const { received } = await exchange(
    app.url,
    `GET ${target} HTTP/1.1`,
    'Host: x',
    'Connection: close',
    '',
    '',
  );
  return received;
}

describe.each(PLATFORMS)('on %s what is served outside of routes', (platform) => {
  it.each(['/docs', '/docs/index.html', '/admin', '/adapter', '/framework'])(
    'is refused and recorded: %s',
    async (path) => {
      await using app = await start(platform);
      const response = await app.request('GET', path, { as: 'alice' });
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(RAW);
      expect((await app.recorded(1))[0]).toMatchObject({
        decision: 'deny',
        code: 'ZT_NOT_FOUND',
        stage: 'admission',
      });
    },
  );

  it.each(['/docs/index.html', '/adapter', '/framework', '/through-adapter'])(
    'is served where the option says why, and recorded: %s',
    async (path) => {
      const rawRoutes = {
        '/docs/*': 'the manual',
        '/adapter': 'metrics',
        '/framework': 'metrics',
        '/through-adapter': 'metrics',
      };
      await using app = await start(platform, rawRoutes);
      const answer = await get(app, path);
      expect(answer).toContain(RAW);
      expect((await app.recorded(1))[0]).toMatchObject({ decision: 'none', path, route: null, status: 200 });
    },
  );

  it('is covered exactly as listed: no folder by its name, no name by its beginning', async () => {
    await using app = await start(platform, { '/docs': 'the manual' });
    expect(statusOf(await get(app, '/docs'))).toBe(200);
    for (const path of ['/docs/', '/docs/x', '/docsx', '/DOCS'])
      expect(statusOf(await get(app, path))).toBe(404);
  });

  it.each([
    '/docs/../admin',
    '/docs/..',
    '/docs/./x',
    '/docs/%2e%2e/admin',
    '/docs/.%2E/admin',
    '/docs/..%2fadmin',
    '/docs%2f..%2fadmin',
    '/docs/..\\admin',
    '/docs/x/%2e%2e%5cadmin',
    '/admin/../docs/x',
    '/%2e%2e/docs/x',
    '/admin/..;/docs/x',
    '//docs/x',
    'http://x/admin/../docs/x',
    'http://x/admin/%2e%2e/docs/x',
    'http://x\\admin/docs/x',
    'http://x/docs/..\\..\\admin',
    'http://x$/admin/docs/x',
    'http://a@x/docs/x',
  ])('is not reached by walking out of or into a listed folder: %s', async (target) => {
    await using app = await start(platform, { '/docs/*': 'the manual' });
    const answer = await get(app, target);
    expect([400, 404]).toContain(statusOf(answer));
    expect(answer).not.toContain(RAW);
  });

  it('does not open a route of the application that is listed by mistake', async () => {
    await using app = await start(platform, { '/things': 'a mistake', '/*': 'another' });
    expect((await app.request('GET', '/things')).status).toBe(401);
    expect((await app.request('POST', '/things')).status).not.toBe(201);
  });
});
