import { Controller, Get, VersioningType } from '@nestjs/common';
import { CanAccess, Deprecated, Public, Scopes, Sunset, type LifecycleReport } from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const END = Date.parse('2027-12-31T23:59:59Z');
const BROWNOUT = { from: '2027-12-01T09:00:00Z', until: '2027-12-01T10:00:00Z' };
const START = Date.parse('2027-06-01T12:00:00Z');
let now = START;

@Controller({ path: 'orders', version: '1' })
@Sunset('v1', { since: '2026-01-01', successor: '/v2/orders' })
class OrdersV1Controller {
  @Get() @Scopes('read') list(): string {
    return 'v1';
  }
  @Get(':id') @CanAccess('viewer', 'order') find(): string {
    return 'v1';
  }
  @Get('open/prices') @Public('price list') prices(): string {
    return 'v1';
  }
}

@Controller({ path: 'orders', version: '2' })
class OrdersV2Controller {
  @Get() @Scopes('read') list(): string {
    return 'v2';
  }
  @Get('search') @Scopes('read') @Deprecated({ since: '2027-01-01' }) search(): string {
    return 'v2';
  }
}

interface Start {
  readonly platform: Platform;
  readonly versioning?: VersioningType.HEADER;
}

function start({ platform, versioning }: Start): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    clock: { now: () => now },
    controllers: [OrdersV1Controller, OrdersV2Controller],
    options: {
      management: true,
      sunsets: { v1: { date: '2027-12-31T23:59:59Z', brownouts: [BROWNOUT] } },
    },
    ...(versioning === undefined
      ? {}
      : { configure: (app) => void app.enableVersioning({ type: versioning, header: 'x-version' }) }),
  });
}

const alice = { as: 'alice', scope: 'read' };
const officer = { as: 'officer', scope: 'security:read' };

async function reportOf(app: GuardedApp): Promise<LifecycleReport> {
  const answer = await app.request('GET', '/zero-trust/lifecycle', officer);
  expect(answer.status).toBe(200);
  return (await answer.json()) as LifecycleReport;
}

/** What matters of a row, in a line. */
async function summaryOf(app: GuardedApp): Promise<readonly string[]> {
  const { calls } = await reportOf(app);
  return calls.map(
    ({ caller, subject, route, version, answered, refused, brownout, afterEnd }) =>
      `${subject ?? caller} ${route} (${version}): ${answered} ${refused} ${brownout} ${afterEnd}`,
  );
}

beforeEach(() => {
  now = START;
});

describe.each(PLATFORMS)('on %s GET /zero-trust/lifecycle', (platform) => {
  it('tells each consumer of each deprecated route, with first and last call, counts and dates', async () => {
    await using app = await start({ platform });
    await app.request('GET', '/v1/orders?page=1', alice);
    now += 60_000;
    await app.request('GET', '/v1/orders', alice);
    await app.request('GET', '/v1/orders/2', { as: 'bob' });
    const { calls, routes, ...rest } = await reportOf(app);
    const row = {
      caller: 'consumer',
      issuer: app.issuer.issuer,
      clientId: 'test-client',
      version: '1',
      deprecatedSince: '2026-01-01T00:00:00.000Z',
      end: '2027-12-31T23:59:59.000Z',
      successor: '/v2/orders',
      lastSeen: '2027-06-01T12:01:00.000Z',
      brownout: 0,
      afterEnd: 0,
    };
    expect(calls).toEqual([
      {
        ...row,
        subject: 'alice',
        route: 'GET /v1/orders',
        firstSeen: '2027-06-01T12:00:00.000Z',
        answered: 2,
        refused: 0,
      },
      {
        ...row,
        subject: 'bob',
        route: 'GET /v1/orders/:id',
        firstSeen: '2027-06-01T12:01:00.000Z',
        answered: 0,
        refused: 1,
      },
    ]);
    expect(rest).toEqual({
      since: '2027-06-01T12:00:00.000Z',
      source: 'audit-log',
      complete: true,
      truncated: false,
    });
    expect(routes.map(({ route, consumers }) => [route, consumers])).toEqual([
      ['GET /v1/orders', 1],
      ['GET /v1/orders/:id', 1],
      ['GET /v1/orders/open/prices', 0],
      ['GET /v2/orders/search', 0],
    ]);
    expect(routes.at(-1)).toMatchObject({ deprecatedSince: '2027-01-01T00:00:00.000Z', end: null });
  });

  it('counts nothing of routes that go on', async () => {
    await using app = await start({ platform });
    await app.request('GET', '/v2/orders', alice);
    await app.request('GET', '/nowhere', alice);
    expect(await summaryOf(app)).toEqual([]);
  });

  it('names who came in a brownout and after the end, although nobody is asked for a token then', async () => {
    await using app = await start({ platform });
    now = Date.parse(BROWNOUT.from);
    await app.request('GET', '/v1/orders', alice);
    now = END;
    await app.request('GET', '/v1/orders', alice);
    await app.request('GET', '/v1/orders');
    expect((await app.recorded(3)).map(({ status }) => status)).toEqual([410, 410, 410]);
    expect(await summaryOf(app)).toEqual([
      'alice GET /v1/orders (1): 0 0 1 1',
      'anonymous GET /v1/orders (1): 0 0 0 1',
    ]);
  });

  it('takes nobody for a consumer who was not verified: forged, of another audience, or bound to a key that was not shown', async () => {
    await using app = await start({ platform });
    const forged = { ...alice, headers: { authorization: 'Bearer e30.e30.e30' } };
    const bound = { ...alice, claims: { cnf: { jkt: 'A'.repeat(43) } } };
    const elsewhere = { ...alice, claims: { aud: 'https://elsewhere.example' } };
    for (const at of [START, END]) {
      now = at;
      for (const init of [{}, { headers: forged.headers }, bound, elsewhere]) {
        await app.request('GET', '/v1/orders', init);
      }
    }
    await app.request('GET', '/v1/orders/open/prices');
    expect(await summaryOf(app)).toEqual([
      'anonymous GET /v1/orders (1): 0 4 0 4',
      'anonymous GET /v1/orders/open/prices (1): 0 0 0 1',
    ]);
  });

  it('tells versions of one path apart, for callers without a token too', async () => {
    await using app = await start({ platform, versioning: VersioningType.HEADER });
    const version = (text: string) => ({ headers: { 'x-version': text } });
    await app.request('GET', '/orders', { ...alice, ...version('1') });
    await app.request('GET', '/orders', { ...alice, ...version('2') });
    await app.request('GET', '/orders', version('2'));
    await app.request('GET', '/orders', version('1'));
    expect(await summaryOf(app)).toEqual([
      'alice GET /orders (1): 1 0 0 0',
      'anonymous GET /orders (1): 0 1 0 0',
    ]);
  });

  it('is for callers with security:read only, and takes no other format', async () => {
    await using app = await start({ platform });
    const answers = [
      await app.request('GET', '/zero-trust/lifecycle'),
      await app.request('GET', '/zero-trust/lifecycle', { as: 'alice', scope: 'read security:admin' }),
      await app.request('GET', '/zero-trust/lifecycle?format=xml', officer),
      await app.request('GET', '/zero-trust/lifecycle?format=csv&format=json', officer),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 400, 400]);
  });

  it.each([
    ['/zero-trust/lifecycle?format=csv', '*/*'],
    ['/zero-trust/lifecycle', 'text/csv'],
    ['/zero-trust/lifecycle', 'application/json;q=0.5, text/csv'],
  ])('answers %s with Accept: %s as CSV', async (path, accept) => {
    await using app = await start({ platform });
    await app.request('GET', '/v1/orders', alice);
    const answer = await app.request('GET', path, { ...officer, headers: { accept } });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await answer.text()).split('\r\n')).toEqual([
      'caller,issuer,clientId,subject,route,version,deprecatedSince,end,successor,firstSeen,lastSeen,answered,refused,brownout,afterEnd',
      `consumer,${app.issuer.issuer},test-client,alice,GET /v1/orders,1,2026-01-01T00:00:00.000Z,2027-12-31T23:59:59.000Z,/v2/orders,2027-06-01T12:00:00.000Z,2027-06-01T12:00:00.000Z,1,0,0,0`,
      '',
    ]);
  });

  it.each(['json', 'csv'])('lets nobody keep the names that it tells as %s', async (format) => {
    await using app = await start({ platform });
    const answer = await app.request('GET', `/zero-trust/lifecycle?format=${format}`, officer);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('keeps a formula in a name a text', async () => {
    await using app = await start({ platform });
    await app.request('GET', '/v1/orders', { as: '=1+1', scope: 'read' });
    const answer = await app.request('GET', '/zero-trust/lifecycle?format=csv', officer);
    expect(await answer.text()).toContain(",'=1+1,GET /v1/orders,");
  });
});
