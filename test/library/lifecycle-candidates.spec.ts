import { Controller, Get, VersioningType, type Type } from '@nestjs/common';
import { NoObjectCheck, Public, Scopes, Sunset } from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  PLATFORMS,
  startGuardedApp,
  type GuardedApp,
  type GuardedAppOptions,
} from './support/guarded-app.js';

const END = Date.parse('2027-12-31T23:59:59Z');
const READER = { as: 'alice', scope: 'read' };
const GONE = [
  410,
  'ZT_VERSION_GONE',
  'Fri, 31 Dec 2027 23:59:59 GMT',
  '</v2/orders>; rel="successor-version"',
];
let now = END;

/** One path of two handlers: a request for `search` may mean either. */
@Controller({ path: 'orders', version: '1' })
@Sunset('2027-12-31T23:59:59Z', { successor: '/v2/orders' })
class Orders {
  @Get('search') @Scopes('read') search(): string {
    return 'search';
  }
  @Get(':id') @NoObjectCheck('a number') @Scopes('read') find(): string {
    return 'one';
  }
}

/** The one that Nest asks first on either platform ends, the other does not. */
@Controller('prices')
class Prices {
  @Get('search') @Sunset('2027-12-31T23:59:59Z') @Scopes('read') search(): string {
    return 'search';
  }
  @Get(':id') @NoObjectCheck('a number') @Scopes('read') find(): string {
    return 'one';
  }
}

/** Their ends differ, their successor does not. */
@Controller('stock')
@Sunset('2028-06-01', { successor: '/v2/orders' })
class Stock {
  @Get('search') @Sunset('2027-12-31T23:59:59Z') @Public('everybody') search(): string {
    return 'search';
  }
  @Get(':id') @NoObjectCheck('a number') @Scopes('read') find(): string {
    return 'one';
  }
}

@Controller({ path: 'tenant', version: '1' })
@Sunset('2027-12-31T23:59:59Z')
class TenantV1 {
  @Get() @Scopes('read') list(): string {
    return 'v1';
  }
}

@Controller({ path: 'tenant', version: '2' })
class TenantV2 {
  @Get() @Scopes('read') list(): string {
    return 'v2';
  }
}

@Controller('moved')
class Moved {
  @Get('from') @Sunset('2027-12-31T23:59:59Z') @Scopes('read') from(): string {
    return 'from';
  }
  @Get('to') @Scopes('read') to(): string {
    return 'to';
  }
}

const CONTROLLERS: readonly Type[] = [Orders, Prices, Stock];

type Init = Parameters<GuardedApp['request']>[2];

async function get(app: GuardedApp, path: string, init?: Init): Promise<unknown[]> {
  const response = await app.request('GET', path, init);
  const body = await response.text();
  return [
    response.status,
    response.ok ? body : (JSON.parse(body) as { code: string }).code,
    response.headers.get('sunset'),
    response.headers.get('link'),
  ];
}

beforeEach(() => {
  now = END;
});

describe.each(PLATFORMS)('on %s where several handlers may be meant', (platform) => {
  const start = (options?: Partial<GuardedAppOptions>): Promise<GuardedApp> =>
    startGuardedApp({ platform, clock: { now: () => now }, controllers: CONTROLLERS, ...options });

  it('nobody is asked for a token when all of them have ended, and who shows one is named', async () => {
    await using app = await start();
    expect(await get(app, '/v1/orders/search')).toEqual(GONE);
    expect(await get(app, '/v1/orders/search', { headers: { authorization: 'Bearer forged' } })).toEqual(
      GONE,
    );
    expect(await get(app, '/v1/orders/search', READER)).toEqual(GONE);
    expect(await app.recorded(3)).toMatchObject([
      { stage: 'check-lifecycle', identity: null },
      { stage: 'check-lifecycle', identity: null },
      { stage: 'check-lifecycle', identity: { subject: 'alice' } },
    ]);
  });

  it('their end is announced on a 401 when it is the same', async () => {
    await using app = await start();
    now = END - 1;
    expect(await get(app, '/v1/orders/search')).toEqual([401, 'ZT_CREDENTIALS_MISSING', ...GONE.slice(2)]);
    expect(await get(app, '/v1/orders/search', READER)).toEqual([200, 'search', ...GONE.slice(2)]);
  });

  it('one that goes on is neither ended nor announced to end by the other, and hides no end of it', async () => {
    await using app = await start();
    expect(await get(app, '/prices/search')).toEqual([401, 'ZT_CREDENTIALS_MISSING', null, null]);
    expect(await get(app, '/prices/search', READER)).toEqual([410, 'ZT_VERSION_GONE', GONE[2], null]);
    expect(await get(app, '/prices/7', READER)).toEqual([200, 'one', null, null]);
  });

  it('all that one of them asks is asked while another is still served', async () => {
    await using app = await start();
    expect(await get(app, '/stock/search')).toEqual(GONE);
    now = END - 1;
    expect(await get(app, '/stock/search')).toEqual([200, 'search', ...GONE.slice(2)]);
  });

  it('a version that none of them answers has not ended', async () => {
    const versioning = { type: VersioningType.HEADER, header: 'api-version' } as const;
    await using app = await start({
      controllers: [TenantV1],
      configure: (nest) => nest.enableVersioning(versioning),
    });
    const asked = (version: string): Init => ({ ...READER, headers: { 'api-version': version } });
    expect(await get(app, '/tenant', asked('7'))).toEqual([404, 'ZT_NOT_FOUND', null, null]);
    expect(await get(app, '/tenant', asked('1'))).toEqual([410, 'ZT_VERSION_GONE', GONE[2], null]);
  });

  it('the version that middleware chooses counts, not the one that is asked for before it', async () => {
    let chosen: string | undefined = '2';
    await using app = await start({
      controllers: [TenantV1, TenantV2],
      configure: (nest) => {
        nest.use((request: { tenantVersion?: string }, _response: unknown, next: () => void) => {
          if (chosen !== undefined) request.tenantVersion = chosen;
          next();
        });
        const extractor = (request: unknown): string =>
          (request as { tenantVersion?: string }).tenantVersion ?? '1';
        nest.enableVersioning({ type: VersioningType.CUSTOM, extractor });
      },
    });
    // On Fastify middleware sees Node's own request, of which the extractor sees nothing.
    const reached = platform === 'express' ? 'v2' : undefined;
    const ended = [410, 'ZT_VERSION_GONE', GONE[2], null];
    expect(await get(app, '/tenant', READER)).toEqual(
      reached === undefined ? ended : [200, reached, null, null],
    );
    chosen = undefined;
    expect(await get(app, '/tenant', READER)).toEqual(ended);
  });
});

describe('on express where middleware sends a request elsewhere', () => {
  it('the answer announces no end of the route that it was sent to', async () => {
    now = END - 1;
    await using app = await startGuardedApp({
      clock: { now: () => now },
      controllers: [Moved],
      configure: (nest) => {
        nest.use((request: { url: string }, _response: unknown, next: () => void) => {
          request.url = '/moved/to';
          next();
        });
      },
    });
    expect(await get(app, '/moved/from', READER)).toEqual([200, 'to', null, null]);
  });
});
