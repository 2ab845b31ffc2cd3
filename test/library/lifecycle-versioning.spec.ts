import {
  Controller,
  Get,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
  type VersioningOptions,
} from '@nestjs/common';
import { Deprecated, Posture, Public, Scopes, Sunset } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const SINCE = Date.parse('2026-01-01T00:00:00Z');
const BROWNOUT = { from: '2027-10-01T09:00:00Z', until: '2027-10-01T10:00:00Z' };
const FROM = Date.parse(BROWNOUT.from);
const UNTIL = Date.parse(BROWNOUT.until);
const END = Date.parse('2027-12-31T23:59:59Z');
let now = END;

@Controller({ path: 'orders', version: '1' })
@Sunset('v1', { since: '2026-01-01', successor: '/orders', brownouts: [BROWNOUT] })
class OrdersV1 {
  @Get() @Scopes('read') list(): string {
    return 'v1';
  }
}

@Controller({ path: 'orders', version: '2' })
class OrdersV2 {
  @Get() @Scopes('read') list(): string {
    return 'v2';
  }
}

/** One handler for several versions ends for all of them. */
@Controller({ path: 'prices' })
class Prices {
  @Get() @Version(['1', '2']) @Sunset('v1') @Scopes('read') old(): string {
    return 'old';
  }
  @Get() @Version(['3', VERSION_NEUTRAL]) @Scopes('read') list(): string {
    return 'new';
  }
}

@Controller({ path: 'stock', version: '2' })
class StockV2 {
  @Get() @Scopes('read') list(): string {
    return 'v2';
  }
}

/** Whatever no numbered version answers. */
@Controller({ path: 'stock', version: VERSION_NEUTRAL })
@Sunset('v1')
class Stock {
  @Get() @Scopes('read') list(): string {
    return 'neutral';
  }
}

@Controller({ path: 'status', version: VERSION_NEUTRAL })
@Deprecated({ since: '2026-01-01' })
class Status {
  @Get() @Public('everybody') show(): string {
    return 'neutral';
  }
}

interface Kind {
  readonly options: VersioningOptions;
  /** How a version of a path is asked for; `undefined` for none. */
  readonly ask: (path: string, version?: string) => Asked;
}

interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function byHeader(name: string, value: (version: string) => string): Kind['ask'] {
  return (path, version) => ({ path, headers: version === undefined ? {} : { [name]: value(version) } });
}

const KINDS: Readonly<Record<string, Kind>> = {
  URI: {
    options: { type: VersioningType.URI },
    ask: (path, version) => ({ path: version === undefined ? path : `/v${version}${path}`, headers: {} }),
  },
  header: {
    options: { type: VersioningType.HEADER, header: 'API-Version' },
    ask: byHeader('api-version', (version) => version),
  },
  'media type': {
    options: { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    ask: byHeader('accept', (version) => `text/html, application/json; charset=utf-8; v=${version}`),
  },
  'quoted media type': {
    options: { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    ask: byHeader('accept', (version) => `application/json;v="${version}"`),
  },
  custom: {
    options: {
      type: VersioningType.CUSTOM,
      extractor: (request) => (request as { headers: Record<string, string> }).headers['x-tenant-api'] ?? '',
    },
    ask: byHeader('x-tenant-api', (version) => version),
  },
  'custom with several': {
    options: {
      type: VersioningType.CUSTOM,
      extractor: (request) =>
        ((request as { headers: Record<string, string> }).headers['x-versions'] ?? '').split(' '),
    },
    ask: byHeader('x-versions', (version) => `9 ${version}`),
  },
};

/** Where admission cannot tell the version: it asks for a credential, and the guard judges the lifetime. */
const UNTOLD: readonly string[] = ['quoted media type', 'custom', 'custom with several'];

const CASES = PLATFORMS.flatMap((platform) => Object.keys(KINDS).map((kind) => [platform, kind] as const));
const READER = { as: 'alice', scope: 'read' };

describe.each(CASES)('on %s with versions by %s', (platform: Platform, name: string) => {
  const { options, ask } = KINDS[name] as Kind;
  const start = (): Promise<GuardedApp> =>
    startGuardedApp({
      platform,
      clock: { now: () => now },
      controllers: [OrdersV2, OrdersV1, Prices, StockV2, Stock, Status],
      options: { sunsets: { v1: '2027-12-31T23:59:59Z' } },
      configure: (nest) => nest.enableVersioning(options),
    });
  const get = async (app: GuardedApp, path: string, version?: string): Promise<unknown[]> => {
    const asked = ask(path, version);
    const response = await app.request('GET', asked.path, { ...READER, headers: asked.headers });
    const body = await response.text();
    return [
      response.status,
      response.ok ? body : (JSON.parse(body) as { code: string }).code,
      ...['deprecation', 'sunset', 'retry-after'].map((header) => response.headers.get(header)),
    ];
  };
  const ANNOUNCED = [`@${SINCE / 1000}`, 'Fri, 31 Dec 2027 23:59:59 GMT'];

  it('an ending version is announced, browned out and ended to the millisecond, and the other is not', async () => {
    await using app = await start();
    for (const [instant, expected] of [
      [SINCE - 1, [200, 'v1', ...ANNOUNCED, null]],
      [SINCE, [200, 'v1', ...ANNOUNCED, null]],
      [FROM - 1, [200, 'v1', ...ANNOUNCED, null]],
      [FROM, [410, 'ZT_VERSION_BROWNOUT', ...ANNOUNCED, '3600']],
      [UNTIL - 1, [410, 'ZT_VERSION_BROWNOUT', ...ANNOUNCED, '1']],
      [UNTIL, [200, 'v1', ...ANNOUNCED, null]],
      [END - 1, [200, 'v1', ...ANNOUNCED, null]],
      [END, [410, 'ZT_VERSION_GONE', ...ANNOUNCED, null]],
    ] as const) {
      now = instant;
      expect(await get(app, '/orders', '1')).toEqual(expected);
      expect(await get(app, '/orders', '2')).toEqual([200, 'v2', null, null, null]);
    }
  });

  it('callers without a credential meet the same end and the same headers', async () => {
    await using app = await start();
    const anonymously = async (version: string): Promise<unknown[]> => {
      const asked = ask('/orders', version);
      const { status, headers } = await app.request('GET', asked.path, { headers: asked.headers });
      return [status, headers.get('sunset')];
    };
    now = END - 1;
    const early = UNTOLD.includes(name) ? null : ANNOUNCED[1];
    expect(await anonymously('1')).toEqual([401, early]);
    now = END;
    expect(await anonymously('1')).toEqual(early === null ? [401, null] : [410, early]);
    expect(await anonymously('2')).toEqual([401, null]);
  });

  it('a handler of several versions ends for each of them, and for no other', async () => {
    await using app = await start();
    for (const [instant, code] of [
      [END - 1, [200, 'old', '@0', ANNOUNCED[1], null]],
      [END, [410, 'ZT_VERSION_GONE', '@0', ANNOUNCED[1], null]],
    ] as const) {
      now = instant;
      expect(await get(app, '/prices', '1')).toEqual(code);
      expect(await get(app, '/prices', '2')).toEqual(code);
      expect(await get(app, '/prices', '3')).toEqual([200, 'new', null, null, null]);
    }
  });

  it('a neutral version ends beside a numbered one that goes on', async () => {
    await using app = await start();
    now = END - 1;
    expect(await get(app, '/stock')).toEqual([200, 'neutral', '@0', ANNOUNCED[1], null]);
    expect(await get(app, '/status')).toEqual([200, 'neutral', ANNOUNCED[0], null, null]);
    now = END;
    expect(await get(app, '/stock')).toEqual([410, 'ZT_VERSION_GONE', '@0', ANNOUNCED[1], null]);
    expect(await get(app, '/stock', '2')).toEqual([200, 'v2', null, null, null]);
  });

  it('a version that there is not says nothing of ends', async () => {
    await using app = await start();
    now = END;
    expect(await get(app, '/orders', '7')).toEqual([404, 'ZT_NOT_FOUND', null, null, null]);
  });

  it('the posture shows each version with its own lifetime', async () => {
    await using app = await start();
    const routes = app.app.get(Posture).routes();
    const lifetimes = routes
      .filter(({ path }) => !path.startsWith('/.well-known/'))
      .map(({ handler, version, controls }) => [handler, version, controls['check-lifecycle']]);
    const ends = 'ends 2027-12-31T23:59:59.000Z';
    expect(lifetimes.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      [
        'OrdersV1.list',
        '1',
        [
          'deprecated since 2026-01-01T00:00:00.000Z',
          ends,
          'brownout 2027-10-01T09:00:00.000Z to 2027-10-01T10:00:00.000Z',
        ],
      ],
      ['OrdersV2.list', '2', undefined],
      ['Prices.list', null, undefined],
      ['Prices.list', '3', undefined],
      ['Prices.old', '1', [ends]],
      ['Prices.old', '2', [ends]],
      ['Status.show', null, ['deprecated since 2026-01-01T00:00:00.000Z']],
      ['Stock.list', null, [ends]],
      ['StockV2.list', '2', undefined],
    ]);
  });
});
