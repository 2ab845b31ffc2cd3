import { Controller, Get, Post } from '@nestjs/common';
import { CanAccess, Posture, Public, Scopes, Sunset } from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const END = Date.parse('2027-12-31T23:59:59Z');
let now = END;

@Controller({ path: 'orders', version: '1' })
@Sunset('v1', { since: '2026-01-01', successor: '/v2/orders', docs: 'https://docs.example.com/v2' })
class OrdersV1Controller {
  @Get() @Scopes('read') list(): string {
    return 'v1';
  }
  @Get(':id') @CanAccess('viewer', 'order') find(): string {
    return 'v1';
  }
  @Get('early/end') @Public('everybody') @Sunset('2027-06-30T12:00:00+02:00') early(): string {
    return 'v1';
  }
}

@Controller({ path: 'orders', version: '2' })
class OrdersV2Controller {
  @Get() @Scopes('read') list(): string {
    return 'v2';
  }
  @Post() @Scopes('write') create(): string {
    return 'v2';
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    clock: { now: () => now },
    controllers: [OrdersV1Controller, OrdersV2Controller],
    options: { sunsets: { v1: '2027-12-31T23:59:59Z' } },
  });
}

const READER = { as: 'alice', scope: 'read' };
const HEADERS = {
  deprecation: `@${Date.parse('2026-01-01T00:00:00Z') / 1000}`,
  sunset: 'Fri, 31 Dec 2027 23:59:59 GMT',
  link: [
    '</v2/orders>; rel="successor-version"',
    '<https://docs.example.com/v2>; rel="deprecation"; type="text/html"',
    '<https://docs.example.com/v2>; rel="sunset"; type="text/html"',
  ].join(', '),
};

function lifecycleHeaders({ headers }: Response): Readonly<Record<string, string | null>> {
  return {
    deprecation: headers.get('deprecation'),
    sunset: headers.get('sunset'),
    link: headers.get('link'),
  };
}

beforeEach(() => {
  now = END - 1;
});

describe.each(PLATFORMS)('on %s a route with an end', (platform) => {
  it('answers until the last millisecond before it, announcing its end and its successor', async () => {
    await using app = await start(platform);
    const response = await app.request('GET', '/v1/orders', READER);
    expect([response.status, await response.text()]).toEqual([200, 'v1']);
    expect(lifecycleHeaders(response)).toEqual(HEADERS);
  });

  it('answers 410 with the successor from that very instant on, to everybody', async () => {
    await using app = await start(platform);
    now = END;
    for (const init of [READER, {}]) {
      const response = await app.request('GET', '/v1/orders', init);
      expect(response.status).toBe(410);
      expect(lifecycleHeaders(response)).toEqual(HEADERS);
      expect(await response.json()).toMatchObject({
        code: 'ZT_VERSION_GONE',
        detail: 'This version ended on 2027-12-31T23:59:59.000Z. Use /v2/orders instead.',
      });
    }
    expect((await app.recorded(2)).map(({ stage }) => stage)).toEqual(['check-lifecycle', 'check-lifecycle']);
  });

  it.each([
    [401, '/v1/orders', {}],
    [403, '/v1/orders', { as: 'alice', scope: 'other' }],
    [403, '/v1/orders/2', { as: 'alice' }],
  ])('announces its end on a %i, too: %s', async (status, path, init) => {
    await using app = await start(platform);
    const response = await app.request('GET', path, init);
    expect(response.status).toBe(status);
    expect(lifecycleHeaders(response)).toEqual(HEADERS);
  });

  it('has the end that stands on its method rather than that of its class, and what else the class says', async () => {
    await using app = await start(platform);
    now = Date.parse('2027-06-30T10:00:00Z') - 1;
    const before = await app.request('GET', '/v1/orders/early/end');
    expect(before.status).toBe(200);
    expect(lifecycleHeaders(before)).toEqual({ ...HEADERS, sunset: 'Wed, 30 Jun 2027 10:00:00 GMT' });
    now += 1;
    const after = await app.request('GET', '/v1/orders/early/end');
    expect(await after.json()).toMatchObject({
      status: 410,
      detail: 'This version ended on 2027-06-30T10:00:00.000Z. Use /v2/orders instead.',
    });
  });

  it('leaves routes without one alone, before and after', async () => {
    await using app = await start(platform);
    now = END + 1;
    const response = await app.request('GET', '/v2/orders', READER);
    expect([response.status, await response.text()]).toEqual([200, 'v2']);
    expect(lifecycleHeaders(response)).toEqual({ deprecation: null, sunset: null, link: null });
  });

  it('shows its lifetime in the posture', async () => {
    await using app = await start(platform);
    const ends = app.app
      .get(Posture)
      .routes()
      .map(({ path, controls }) => [path, controls['check-lifecycle']]);
    const deprecated = 'deprecated since 2026-01-01T00:00:00.000Z';
    expect(ends).toContainEqual(['/v1/orders', [deprecated, 'ends 2027-12-31T23:59:59.000Z']]);
    expect(ends).toContainEqual(['/v1/orders/early/end', [deprecated, 'ends 2027-06-30T10:00:00.000Z']]);
    expect(ends).toContainEqual(['/v2/orders', undefined]);
  });
});
