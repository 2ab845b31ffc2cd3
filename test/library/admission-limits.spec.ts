import { Controller, Get } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import { Public, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import {
  PLATFORMS,
  startGuardedApp,
  type GuardedApp,
  type GuardedAppOptions,
} from './support/guarded-app.js';

@Controller('things')
class ThingsController {
  @Get() @Scopes('read') list(): string {
    return 'things';
  }
  @Get('open') @Public('everybody') open(): string {
    return 'open';
  }
  @Get('live') @Public('a supervisor probes it') @SkipThrottle() live(): string {
    return 'live';
  }
  @Get('skipped') @Scopes('read') @SkipThrottle() skipped(): string {
    return 'skipped';
  }
}

let now = Date.parse('2030-01-01T00:00:00Z');

function start(
  platform: (typeof PLATFORMS)[number],
  options: GuardedAppOptions['options'],
): Promise<GuardedApp> {
  return startGuardedApp({ platform, controllers: [ThingsController], clock: { now: () => now }, options });
}

const READER = { as: 'alice', scope: 'read' };

describe.each(PLATFORMS)('on %s while records cannot be kept', (platform) => {
  it.each(['/things', '/things/open', '/nope'])('%s is refused: nothing is done unrecorded', async (path) => {
    await using app = await start(platform, {});
    app.sink.fail('disk full');
    const response = await app.request('GET', path, READER);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code: 'ZT_AUDIT_UNAVAILABLE' });
    expect(body).not.toContain('disk');
  });

  it('requests are served again once they can', async () => {
    await using app = await start(platform, {});
    app.sink.fail('disk full');
    await app.request('GET', '/things/open');
    app.sink.fail(undefined);
    expect((await app.request('GET', '/things/open')).status).toBe(200);
  });
});

describe.each(PLATFORMS)('on %s the limit per address', (platform) => {
  it('does not hold for a public route that skips it, but for every other', async () => {
    await using app = await start(platform, { limits: { perAddress: { limit: 1, windowSeconds: 60 } } });
    const statusOf = async (path: string) => (await app.request('GET', path, READER)).status;
    expect(await statusOf('/things/open')).toBe(200);
    expect([await statusOf('/things/open'), await statusOf('/things/skipped')]).toEqual([429, 429]);
    expect([await statusOf('/things/live'), await statusOf('/things/live')]).toEqual([200, 200]);
    now += 60_000;
  });

  it('counts every request, refused and unknown ones included, and resets with its window', async () => {
    await using app = await start(platform, { limits: { perAddress: { limit: 4, windowSeconds: 60 } } });
    const statusOf = async (path: string, init = {}) => (await app.request('GET', path, init)).status;
    expect(await statusOf('/things')).toBe(401);
    expect(await statusOf('/nope')).toBe(404);
    expect(await statusOf('/things/open')).toBe(200);
    expect(await statusOf('/things', READER)).toBe(200);
    const limited = await app.request('GET', '/things', READER);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('60');
    expect(await statusOf('/things/open')).toBe(429);
    now += 60_000;
    expect(await statusOf('/things', READER)).toBe(200);
    const records = await app.recorded(7);
    expect(records[4]).toMatchObject({ code: 'ZT_ADDRESS_LIMITED', stage: 'admission', identity: null });
  });

  it('counts the caller, not the trusted proxy before it', async () => {
    const options = { limits: { perAddress: { limit: 1 } }, trustedProxies: ['127.0.0.0/8'] };
    await using app = await start(platform, options);
    const from = async (address: string) =>
      (await app.request('GET', '/things/open', { headers: { 'x-forwarded-for': address } })).status;
    expect([await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.1')]).toEqual([
      200, 200, 429,
    ]);
  });

  it('is not escaped by a forged forwarding header where no proxy is trusted', async () => {
    await using app = await start(platform, { limits: { perAddress: { limit: 1 } } });
    const from = async (address: string) =>
      (await app.request('GET', '/things/open', { headers: { 'x-forwarded-for': address } })).status;
    expect([await from('192.0.2.1'), await from('192.0.2.2')]).toEqual([200, 429]);
  });
});

describe.each(PLATFORMS)('on %s the recorded source address', (platform) => {
  it.each([
    ['the peer, when no proxy is trusted', [], '192.0.2.1', '127.0.0.1'],
    ['what a trusted proxy says', ['127.0.0.1'], '192.0.2.1', '192.0.2.1'],
    [
      'the last hop before the trusted ones, whatever the caller claims before it',
      ['127.0.0.1'],
      '10.0.0.1, 192.0.2.1',
      '192.0.2.1',
    ],
    ['the peer, when another proxy is trusted', ['192.0.2.0/24'], '192.0.2.1', '127.0.0.1'],
    ['the peer, when the header is no address', ['127.0.0.1'], 'localhost', '127.0.0.1'],
  ])('is %s', async (_rule, trustedProxies, forwardedFor, expected) => {
    await using app = await start(platform, { trustedProxies });
    await app.request('GET', '/things/open', { headers: { 'x-forwarded-for': forwardedFor } });
    expect((await app.recorded(1))[0]?.sourceAddress).toBe(expected);
  });
});
