import { Controller, Delete, Get, Post } from '@nestjs/common';
import { CanAccess, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

@Controller('orders')
@Scopes('orders')
class OrdersController {
  @Get(':id') @CanAccess('viewer', 'order') find(): string {
    return 'seen';
  }
  @Delete(':id') @CanAccess('editor', 'order') remove(): string {
    return 'removed';
  }
  @Post('of/:organizationId') @CanAccess('member', 'organization') create(): string {
    return 'created';
  }
}

function start(platform: Platform, visibleBy: Readonly<Record<string, string>>): Promise<GuardedApp> {
  return startGuardedApp({ platform, controllers: [OrdersController], options: { visibleBy } });
}

async function answer(app: GuardedApp, request: string, as: string): Promise<string> {
  const [method, path] = request.split(' ') as [string, string];
  const response = await app.request(method, path, { as, scope: 'orders' });
  const body = response.ok ? '' : ` ${((await response.json()) as { code: string }).code}`;
  return `${response.status}${body}`;
}

describe.each(PLATFORMS)('on %s an object', (platform) => {
  it.each([
    ['GET /orders/1', 'bob', '200'],
    ['DELETE /orders/1', 'alice', '200'],
    ['DELETE /orders/1', 'bob', '403 ZT_RELATION_MISSING'],
    ['GET /orders/1', 'carol', '404 ZT_NOT_FOUND'],
    ['DELETE /orders/1', 'carol', '404 ZT_NOT_FOUND'],
    ['DELETE /orders/9', 'alice', '404 ZT_NOT_FOUND'],
    ['GET /orders/%3A', 'alice', '404 ZT_NOT_FOUND'],
    ['POST /orders/of/acme', 'bob', '201'],
    ['POST /orders/of/acme', 'carol', '403 ZT_RELATION_MISSING'],
    ['POST /orders/of/a%3Ab', 'carol', '403 ZT_OBJECT_ID_INVALID'],
  ])('of a type that is visible by a relation: %s as %s answers %s', async (request, as, expected) => {
    await using app = await start(platform, { order: 'viewer' });
    expect(await answer(app, request, as)).toBe(expected);
  });

  it.each([
    ['GET /orders/1', 'carol'],
    ['DELETE /orders/1', 'carol'],
    ['GET /orders/9', 'alice'],
  ])('of a type that never is hidden: %s as %s answers 403', async (request, as) => {
    await using app = await start(platform, {});
    expect(await answer(app, request, as)).toBe('403 ZT_RELATION_MISSING');
  });
});

describe.each(PLATFORMS)('on %s the answer about an object that the caller may not see', (platform) => {
  const PERIOD_MS = 60;

  async function millisecondsOf(app: GuardedApp, path: string, as: string): Promise<number> {
    const began = performance.now();
    await (await app.request('GET', path, { as, scope: 'orders' })).text();
    return performance.now() - began;
  }

  it('leaves no sooner than a whole period after the question, whether there is one or not', async () => {
    await using app = await startGuardedApp({
      platform,
      controllers: [OrdersController],
      options: { visibleBy: { order: 'viewer' }, hiddenAnswerMs: PERIOD_MS },
    });
    await millisecondsOf(app, '/orders/1', 'bob');
    const hidden = await millisecondsOf(app, '/orders/1', 'carol');
    const absent = await millisecondsOf(app, '/orders/9', 'carol');
    // A timer may be a millisecond early.
    expect(Math.min(hidden, absent)).toBeGreaterThanOrEqual(PERIOD_MS - 2);
  });
});
