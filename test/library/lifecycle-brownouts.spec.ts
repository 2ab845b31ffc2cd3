import { Controller, Get } from '@nestjs/common';
import { Scopes, Sunset } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const FIRST = { from: '2027-10-01T09:00Z', until: '2027-10-01T10:00Z' };
const SECOND = { from: '2027-11-01T09:00Z', until: '2027-11-01T12:00Z' };
const LAST = { from: '2027-12-31T00:00Z', until: '2027-12-31T23:59:59Z' };
let now = 0;

@Controller('orders')
@Sunset('v1', {
  successor: '/v2/orders',
  brownouts: [SECOND, { from: 'rehearsal', until: '2027-10-01T10:00Z' }],
})
class Orders {
  @Get() @Scopes('read') list(): string {
    return 'orders';
  }
  @Get('own') @Sunset('2030-01-01') @Scopes('read') own(): string {
    return 'own';
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    clock: { now: () => now },
    controllers: [Orders],
    options: { sunsets: { v1: { date: '2027-12-31T23:59:59Z', brownouts: [LAST] }, rehearsal: FIRST.from } },
  });
}

const READER = { as: 'alice', scope: 'read' };

describe.each(PLATFORMS)('on %s a brownout', (platform) => {
  it.each([
    ['declared by a name', FIRST],
    ['declared by dates', SECOND],
    ['of the option, up to the end', LAST],
  ])('refuses from its first millisecond to its last: %s', async (_what, { from, until }) => {
    await using app = await start(platform);
    const at = async (instant: number): Promise<[number, string | null]> => {
      now = instant;
      const { status, headers } = await app.request('GET', '/orders', READER);
      return [status, headers.get('retry-after')];
    };
    const length = (Date.parse(until) - Date.parse(from)) / 1000;
    expect(await at(Date.parse(from) - 1)).toEqual([200, null]);
    expect(await at(Date.parse(from))).toEqual([410, String(length)]);
    expect(await at(Date.parse(from) + 1)).toEqual([410, String(length)]);
    expect(await at(Date.parse(until) - 1)).toEqual([410, '1']);
    expect(await at(Date.parse(until))).toEqual([until === LAST.until ? 410 : 200, null]);
  });

  it('is told apart from the end, names the successor and is never stored', async () => {
    await using app = await start(platform);
    now = Date.parse(FIRST.from);
    const response = await app.request('GET', '/orders');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('link')).toBe('</v2/orders>; rel="successor-version"');
    expect(await response.json()).toMatchObject({
      status: 410,
      code: 'ZT_VERSION_BROWNOUT',
      detail:
        'This version is switched off until 2027-10-01T10:00:00.000Z, ahead of its end on 2027-12-31T23:59:59.000Z. Use /v2/orders instead.',
    });
    const [record] = await app.recorded(1);
    expect(record).toMatchObject({ stage: 'check-lifecycle', code: 'ZT_VERSION_BROWNOUT' });
  });

  it('of a class does not touch a method that ends by itself', async () => {
    await using app = await start(platform);
    now = Date.parse(FIRST.from);
    expect((await app.request('GET', '/orders/own', READER)).status).toBe(200);
  });
});
