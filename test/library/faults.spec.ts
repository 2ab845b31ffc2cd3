import { Controller, Get, Injectable } from '@nestjs/common';
import {
  CanAccess,
  DependencyUnavailableError,
  LoadsResource,
  permit,
  Policy,
  Resource,
  Scopes,
  type RelationshipEngine,
} from 'nestjs-zero-trust';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

const check = vi.fn<() => unknown>(() => ({ allowed: true }));
const load = vi.fn<(id: string) => unknown>((id) => ({ id }));
const evaluate = vi.fn<() => unknown>(() => permit());
const handle = vi.fn<() => string>(() => 'handled');

@Injectable()
@LoadsResource('order')
class OrderLoader {
  load = load;
}

@Injectable()
class Rule {
  evaluate = evaluate as () => ReturnType<typeof permit>;
}

@Controller('orders')
class OrdersController {
  @Get(':id') @Scopes('read') @CanAccess('viewer', 'order') @Policy(Rule) find(): string {
    return handle();
  }
  @Get(':id/whole') @CanAccess('viewer', 'order') whole(@Resource() order: object): object {
    handle();
    return order;
  }
}

/** More than the first request of a cold process takes, or that is what times out. */
const STAGE_TIMEOUT_MS = 1_000;

const engine = { hasRelation: () => true, check } as unknown as RelationshipEngine;

function start(platform: (typeof PLATFORMS)[number]): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    controllers: [OrdersController],
    providers: [OrderLoader, Rule],
    options: { relationships: { kind: 'faulty', create: () => engine }, stageTimeoutMs: STAGE_TIMEOUT_MS },
  });
}

// A fault that nobody met must not wait for the next test.
afterEach(() => vi.resetAllMocks());

const fail = (): never => {
  throw new Error('select * from secrets');
};
const reject = (): Promise<never> => Promise.reject(new TypeError('select * from secrets'));
const hang = (): Promise<never> => new Promise(() => undefined);
const down = (): never => {
  throw new DependencyUnavailableError('graph', 'refused the connection', { retryAfterSeconds: 7 });
};

/** Answers that are no grant, whatever a lenient reader would take them for. */
const GARBAGE: readonly unknown[] = [
  undefined,
  null,
  true,
  1,
  'allow',
  'permit',
  {},
  [],
  { allowed: 'true' },
  { allowed: 1 },
  { effect: true },
];

describe.each(PLATFORMS)('on %s', (platform) => {
  it.each([
    ['relationship engine', 'throws', check, fail, 503],
    ['relationship engine', 'rejects', check, reject, 503],
    ['relationship engine', 'hangs', check, hang, 503],
    ['relationship engine', 'is down', check, down, 503],
    ['loader', 'throws', load, fail, 503],
    ['loader', 'rejects', load, reject, 503],
    ['loader', 'hangs', load, hang, 503],
    ['loader', 'is down', load, down, 503],
    ['policy', 'throws', evaluate, fail, 403],
    ['policy', 'rejects', evaluate, reject, 403],
    ['policy', 'hangs', evaluate, hang, 503],
    ['policy', 'is down', evaluate, down, 503],
  ] as const)(
    'a %s that %s is a deny, coded and recorded, that tells nobody why',
    async (_part, _how, spy, fault, status) => {
      await using app = await start(platform);
      spy.mockImplementationOnce(fault);
      const response = await app.request('GET', '/orders/1', { as: 'alice', scope: 'read' });
      const body = await response.text();
      expect(response.status).toBe(status);
      expect(handle).not.toHaveBeenCalled();
      expect(response.headers.has('retry-after')).toBe(status === 503);
      const [record] = await app.recorded(1);
      const code = status === 503 ? 'ZT_DEPENDENCY_UNAVAILABLE' : 'ZT_POLICY_DENIED';
      expect(record).toMatchObject({ decision: 'deny', code, status });
      expect(record?.stage).toBe(spy === check ? 'check-relationship' : 'check-policies');
      expect(body + JSON.stringify(record)).not.toContain('select');
      expect((await app.request('GET', '/orders/1', { as: 'alice', scope: 'read' })).status).toBe(200);
    },
  );

  it('says after how many seconds to try again, if the dependency knows', async () => {
    await using app = await start(platform);
    check.mockImplementationOnce(down);
    const response = await app.request('GET', '/orders/1', { as: 'alice', scope: 'read' });
    expect(response.headers.get('retry-after')).toBe('7');
  });

  it('takes nothing but a literal grant of the relationship engine for a grant, at once or promised', async () => {
    await using app = await start(platform);
    for (const garbage of GARBAGE) {
      check.mockReturnValueOnce(garbage);
      expect(
        (await app.request('GET', '/orders/1', { as: 'alice', scope: 'read' })).status,
      ).toBeGreaterThanOrEqual(403);
      check.mockReturnValueOnce(Promise.resolve(garbage));
      expect(
        (await app.request('GET', '/orders/1', { as: 'alice', scope: 'read' })).status,
      ).toBeGreaterThanOrEqual(403);
    }
    expect(handle).not.toHaveBeenCalled();
  });

  it('takes nothing but a permit of a policy for a permit, at once or promised', async () => {
    await using app = await start(platform);
    for (const garbage of GARBAGE) {
      for (const answer of [garbage, Promise.resolve(garbage)]) {
        evaluate.mockReturnValueOnce(answer);
        expect((await app.request('GET', '/orders/1', { as: 'alice', scope: 'read' })).status).toBe(403);
      }
    }
    const records = await app.recorded(2 * GARBAGE.length);
    expect(new Set(records.map(({ reason }) => reason))).toEqual(new Set(['Rule: the policy abstained']));
    expect(handle).not.toHaveBeenCalled();
  });

  it.each([undefined, null])('answers 404 for an object that is granted but loads as %j', async (nothing) => {
    await using app = await start(platform);
    for (const path of ['/orders/1', '/orders/1/whole']) {
      load.mockReturnValueOnce(nothing);
      expect((await app.request('GET', path, { as: 'alice', scope: 'read' })).status).toBe(404);
    }
    expect(handle).not.toHaveBeenCalled();
    expect(evaluate).not.toHaveBeenCalled();
  });

  it('answers 503 when a loader fails in the handler, where no stage asked for the object', async () => {
    await using app = await start(platform);
    for (const fault of [fail, reject, hang]) {
      load.mockImplementationOnce(fault);
      expect((await app.request('GET', '/orders/1/whole', { as: 'alice' })).status).toBe(503);
    }
    expect((await app.recorded(3)).map(({ code }) => code)).toEqual(
      Array(3).fill('ZT_DEPENDENCY_UNAVAILABLE'),
    );
  });
});
