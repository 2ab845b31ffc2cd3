import { Controller, Get, UseInterceptors, type INestApplication, type Type } from '@nestjs/common';
import {
  AccessGuard,
  AuditInterceptor,
  AuthenticationGuard,
  BootError,
  PolicyGuard,
  ScopesGuard,
  ZeroTrustGuard,
} from 'nestjs-zero-trust';
import { describe, expect, it, vi } from 'vitest';
import { PLATFORMS, type GuardedApp, type Platform } from './support/guarded-app.js';

import { ForeignController, guardedBy, PARTS, startHandBound } from './support/hand-bound.js';
/** Statuses of the ways to be refused and granted. */
async function statuses(app: GuardedApp): Promise<Readonly<Record<string, number>>> {
  const ask = async (path: string, init = {}): Promise<number> =>
    (await app.request('GET', path, init)).status;
  return {
    anonymous: await ask('/orders'),
    scopeMissing: await ask('/orders', { as: 'alice', scope: 'other' }),
    stranger: await ask('/orders/1', { as: 'carol', scope: 'read' }),
    policyDenied: await ask('/orders/1/secret', { as: 'alice' }),
    list: await ask('/orders', { as: 'alice', scope: 'read' }),
    order: await ask('/orders/1', { as: 'alice', scope: 'read' }),
    open: await ask('/orders/open/door'),
    foreign: await ask('/foreign'),
  };
}

const ALL_RIGHT = {
  anonymous: 401,
  scopeMissing: 403,
  stranger: 403,
  policyDenied: 403,
  list: 200,
  order: 200,
  open: 200,
  foreign: 200,
};

async function findings(platform: Platform, controller: Type): Promise<readonly string[]> {
  try {
    await using app = await startHandBound(platform, { controllers: [controller] });
    return [app.url];
  } catch (error) {
    return (error as BootError).findings.map(({ where, problem }) => `${where}: ${problem}`);
  }
}

describe.each(PLATFORMS)('on %s with global: false', (platform) => {
  it('the parts, bound with @UseGuards, do together what the one guard does', async () => {
    await using app = await startHandBound(platform, {
      controllers: [guardedBy(...PARTS), ForeignController],
    });
    expect(await statuses(app)).toEqual(ALL_RIGHT);
  });

  it('the one guard, bound with @UseGuards, does so too', async () => {
    await using app = await startHandBound(platform, {
      controllers: [guardedBy(ZeroTrustGuard), ForeignController],
    });
    expect(await statuses(app)).toEqual(ALL_RIGHT);
  });

  it('the parts, bound with useGlobalGuards, cover every route, which must all be declared', async () => {
    const configure = (app: INestApplication): void =>
      void app.useGlobalGuards(...PARTS.map((part) => app.get<ZeroTrustGuard>(part)));
    await using app = await startHandBound(platform, { controllers: [guardedBy()], configure });
    expect({ ...(await statuses(app)), foreign: 200 }).toEqual(ALL_RIGHT);
    const refused = startHandBound(platform, { controllers: [ForeignController], configure });
    await expect(refused).rejects.toThrow(/ForeignController\.foreign \(GET \/foreign\): declares nothing/);
  });

  it.each(PARTS.map((part) => [part.name, part] as const))(
    'a forgotten %s stops the boot, which names it and where',
    async (name, part) => {
      const found = await findings(platform, guardedBy(...PARTS.filter((other) => other !== part)));
      expect(found.length).toBeGreaterThan(0);
      for (const finding of found)
        expect(finding).toMatch(new RegExp(`^OrdersController\\..* \\(GET .*\\): .*no ${name} is bound$`));
    },
  );

  it('forgetting every guard of a declared route stops the boot', async () => {
    const found = await findings(platform, guardedBy());
    expect(found).toContain(
      'OrdersController.list (GET /orders): declares what ScopesGuard checks, but no ScopesGuard is bound',
    );
  });

  it.each([
    ['scopes before authentication', [ScopesGuard, AuthenticationGuard, AccessGuard, PolicyGuard]],
    ['objects before authentication', [AccessGuard, AuthenticationGuard, ScopesGuard, PolicyGuard]],
    ['policies before objects', [AuthenticationGuard, ScopesGuard, PolicyGuard, AccessGuard]],
    ['everything backwards', PARTS.toReversed()],
  ] as const)(
    'guards in a wrong order (%s) grant nobody what the right order would refuse',
    async (_order, guards) => {
      await using app = await startHandBound(platform, {
        controllers: [guardedBy(...guards), ForeignController],
      });
      const { list: _list, order: _order2, ...refusals } = await statuses(app);
      const { anonymous, scopeMissing, stranger, policyDenied } = refusals;
      for (const status of [anonymous, scopeMissing, stranger, policyDenied])
        expect([401, 403]).toContain(status);
      expect(refusals.foreign).toBe(200);
    },
  );

  it('what a guard refuses is recorded; what it grants only with the interceptor; what is foreign never', async () => {
    const plain = guardedBy(...PARTS);
    await using app = await startHandBound(platform, { controllers: [plain, ForeignController] });
    await app.request('GET', '/foreign');
    await app.request('GET', '/nope');
    await app.request('GET', '/orders');
    expect((await app.recorded(1))[0]).toMatchObject({ decision: 'deny', status: 401, route: 'GET /orders' });
  });

  it('the interceptor records what reaches a handler, allowed or not judged at all', async () => {
    const controller = guardedBy(...PARTS);
    UseInterceptors(AuditInterceptor)(controller);
    UseInterceptors(AuditInterceptor)(ForeignController);
    await using app = await startHandBound(platform, { controllers: [controller, ForeignController] });
    await app.request('GET', '/orders', { as: 'alice', scope: 'read' });
    await app.request('GET', '/foreign');
    const records = await app.recorded(2);
    expect(records.map(({ decision, status, path }) => [decision, status, path])).toEqual([
      ['allow', 200, '/orders'],
      ['none', 200, '/foreign'],
    ]);
    Reflect.deleteMetadata('__interceptors__', ForeignController);
  });

  it('errors of routes that are not ours keep the format of the application', async () => {
    @Controller('broken')
    class BrokenController {
      @Get() fail(): never {
        throw new Error('boom');
      }
    }
    await using app = await startHandBound(platform, {
      controllers: [guardedBy(...PARTS), BrokenController],
    });
    const spy = vi.spyOn(console, 'error').mockReturnValue(undefined);
    expect(await (await app.request('GET', '/broken')).json()).toEqual({
      statusCode: 500,
      message: 'Internal server error',
    });
    spy.mockRestore();
    const denial = await app.request('GET', '/orders');
    expect(denial.headers.get('content-type')).toContain('application/problem+json');
    expect(await denial.json()).toMatchObject({ code: 'ZT_CREDENTIALS_MISSING' });
  });
});
