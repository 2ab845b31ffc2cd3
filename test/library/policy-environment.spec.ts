import { Controller, Get } from '@nestjs/common';
import { createRequire } from 'node:module';
import {
  Action,
  anyOf,
  BusinessHours,
  GeoFence,
  HasRole,
  LoadsResource,
  CanAccess,
  MaximumRisk,
  not,
  permit,
  Policy,
  TrustedDevice,
  type AccessPolicy,
  type Device,
  type DeviceRegistry,
  type GeoLocator,
  type PolicyInput,
  type ResourceAttributes,
  type RiskAssessor,
} from 'nestjs-zero-trust';
import { maxmindFile } from 'nestjs-zero-trust/geoip';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const DATABASE = createRequire(import.meta.url).resolve(
  '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);
const [AMERICAN, BRITISH, AMERICAN_V6, PRIVATE] = [
  '8.8.8.8',
  '81.2.69.142',
  '2001:4860:4860::8888',
  '10.1.2.3',
];
const OFFICE = BusinessHours({ from: '09:00', to: '17:00', timeZone: 'object' });

const seen = vi.fn<(input: PolicyInput) => void>();

class Witness implements AccessPolicy {
  evaluate(input: PolicyInput) {
    seen(input);
    return permit();
  }
}

interface Order {
  readonly id: string;
}

@LoadsResource('order')
class OrderLoader {
  load(id: string): Order {
    return { id };
  }
  attributes({ id }: Order): ResourceAttributes {
    return { owner: 'bob', timeZone: id === '1' ? 'America/New_York' : 'Nowhere/Land' };
  }
}

@Controller('orders')
class OrdersController {
  @Get('fenced') @Policy(GeoFence({ countries: ['US'] })) fenced(): string {
    return 'fenced';
  }
  @Get('device') @Policy(TrustedDevice) device(): string {
    return 'device';
  }
  @Get('risk') @Policy(MaximumRisk(50)) risk(): string {
    return 'risk';
  }
  @Get(':id/export')
  @Action('export')
  @CanAccess('viewer', 'order')
  @Policy(Witness, Witness)
  export(): string {
    return 'exported';
  }
  @Get(':id/approve')
  @CanAccess('viewer', 'order')
  @Policy(anyOf(OFFICE, not(HasRole('contractor'))))
  approve(): string {
    return 'approved';
  }
}

let now = Date.parse('2026-01-14T15:00:00Z');
const locate = vi.fn<GeoLocator['locate']>();
const identify = vi.fn<DeviceRegistry['identify']>();
const assess = vi.fn<RiskAssessor['assess']>();

function start(platform: Platform, trustedProxies: readonly string[] = []): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    controllers: [OrdersController],
    providers: [Witness, OrderLoader],
    clock: { now: () => now },
    options: {
      trustedProxies,
      policies: { geoLocator: { locate }, deviceRegistry: { identify }, riskAssessor: { assess } },
    },
  });
}

beforeEach(() => {
  vi.clearAllMocks();
  const database = maxmindFile(DATABASE);
  locate.mockImplementation((address) => database.locate(address));
  now = Date.parse('2026-01-14T15:00:00Z');
});

describe.each(PLATFORMS)('on %s the geofence', (platform) => {
  const from = async (app: GuardedApp, headers: Readonly<Record<string, string>>): Promise<number> =>
    (await app.request('GET', '/orders/fenced', { as: 'bob', headers })).status;

  it('does not believe a forwarding header of somebody who is no trusted proxy', async () => {
    await using app = await start(platform);
    const spoofs = [
      'x-forwarded-for',
      'x-real-ip',
      'forwarded',
      'cf-connecting-ip',
      'true-client-ip',
      'x-client-ip',
    ];
    for (const name of spoofs) {
      expect([
        name,
        await from(app, { [name]: name === 'forwarded' ? `for=${AMERICAN}` : AMERICAN }),
      ]).toEqual([name, 403]);
    }
    expect(locate.mock.calls.flat()).toEqual(spoofs.map(() => '127.0.0.1'));
  });

  it('goes by the address that the trusted proxy saw, not by what the caller put before it', async () => {
    await using app = await start(platform, ['127.0.0.1/32']);
    expect(await from(app, { 'x-forwarded-for': AMERICAN })).toBe(200);
    expect(await from(app, { 'x-forwarded-for': AMERICAN_V6 })).toBe(200);
    expect(await from(app, { 'x-forwarded-for': BRITISH })).toBe(403);
    expect(await from(app, { 'x-forwarded-for': `${AMERICAN}, ${BRITISH}` })).toBe(403);
    expect(await from(app, { 'x-forwarded-for': `${BRITISH}, ${AMERICAN}` })).toBe(200);
  });

  it.each([PRIVATE, '127.0.0.1', 'fe80::1', 'unknown', '', '8.8.8', '::ffff:10.0.0.1'])(
    'lets nobody in whose country is not known: %j',
    async (address) => {
      await using app = await start(platform, ['127.0.0.1/32']);
      expect(await from(app, { 'x-forwarded-for': address })).toBe(403);
    },
  );

  it.each<[string, GeoLocator['locate']]>([
    [
      'fails',
      () => {
        throw new Error('gone');
      },
    ],
    ['answers later', (() => Promise.resolve({ country: 'US' })) as unknown as GeoLocator['locate']],
    ['answers oddly', () => ({ country: ['US'] as unknown as string })],
    ['answers in another spelling', () => ({ country: 'us' })],
  ])('lets nobody in while the locator %s', async (_, locator) => {
    await using app = await start(platform, ['127.0.0.1/32']);
    locate.mockImplementation(locator);
    expect(await from(app, { 'x-forwarded-for': AMERICAN })).toBe(403);
    const [record] = await app.recorded(1);
    expect(record?.reason).toBe('GeoFence(US): the country of the request is not known');
  });
});

describe.each(PLATFORMS)('on %s policies learn of their surroundings', (platform) => {
  it('nothing that nobody asks for, and the rest once per request', async () => {
    await using app = await start(platform, ['127.0.0.1/32']);
    seen.mockImplementation(({ environment }) => void [environment.country, environment.country]);
    await app.request('GET', '/orders/1/export', { as: 'bob', headers: { 'x-forwarded-for': AMERICAN } });
    expect(seen).toHaveBeenCalledTimes(1);
    expect([locate.mock.calls.length, identify.mock.calls.length, assess.mock.calls.length]).toEqual([
      1, 0, 0,
    ]);
  });

  it('the action by its name, the object by its attributes, and a time that stands still', async () => {
    await using app = await start(platform);
    const times: Date[] = [];
    seen.mockImplementation(({ environment }) => {
      times.push(environment.now);
      environment.now.setUTCFullYear(1970);
      now += 60_000;
      times.push(environment.now);
    });
    await app.request('GET', '/orders/1/export', { as: 'bob' });
    const [input] = seen.mock.calls[0] as [PolicyInput];
    expect(input.action).toBe('export');
    expect(input.object).toEqual({ type: 'order', id: '1', owner: 'bob', timeZone: 'America/New_York' });
    expect(Object.isFrozen(input.object)).toBe(true);
    expect(times).toEqual([new Date('2026-01-14T15:00:00Z'), new Date('2026-01-14T15:00:00Z')]);
  });

  it.each([
    [{ id: 'd', trusted: true }, 200],
    [{ id: 'd', trusted: false }, 403],
    [{ id: 'd', trusted: 1 }, 403],
    [{ trusted: true }, 403],
    [undefined, 403],
  ])('the device: %j: %i', async (device, status) => {
    await using app = await start(platform);
    identify.mockReturnValue(device as Device | undefined);
    expect((await app.request('GET', '/orders/device', { as: 'bob' })).status).toBe(status);
  });

  it.each([
    [0, 200],
    [50, 200],
    [51, 403],
    [-1, 403],
    [Number.NaN, 403],
    ['0', 403],
    [undefined, 403],
  ])('the risk: %j: %i', async (risk, status) => {
    await using app = await start(platform);
    assess.mockReturnValue(risk as number | undefined);
    expect((await app.request('GET', '/orders/risk', { as: 'bob' })).status).toBe(status);
  });

  it.each([
    ['2026-03-09T12:59:59.999Z', 403],
    ['2026-03-09T13:00:00.000Z', 200],
    ['2026-03-09T20:59:59.999Z', 200],
    ['2026-03-09T21:00:00.000Z', 403],
  ])(
    'business hours by the clock of the object: at %s a contractor gets %i, everybody else 200',
    async (at, status) => {
      await using app = await start(platform);
      now = Date.parse(at);
      const approve = async (roles: readonly string[]): Promise<number> =>
        (await app.request('GET', '/orders/1/approve', { as: 'bob', claims: { roles } })).status;
      expect([await approve(['contractor']), await approve([])]).toEqual([status, 200]);
    },
  );

  it('no business hours where the time zone of an object is unknown', async () => {
    await using app = await start(platform);
    const claims = { roles: ['contractor'] };
    const response = await app.request('GET', '/orders/2/approve', { as: 'carol', claims });
    expect(response.status).toBe(403);
  });
});
