import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import {
  CanAccess,
  DependencyUnavailableError,
  type RelationshipEngine,
  type RelationshipsOption,
} from 'nestjs-zero-trust';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startGuardedApp, type GuardedApp } from '../../library/support/guarded-app.js';

const CHECKS = 10_000;
const REQUESTS = 850;
const AT_ONCE = 100;
const TIMEOUT_MS = 300;
/** What a loaded machine may add to a deadline. */
const SLACK_MS = 700;

/** A way in which a server fails; `start` brings it about. */
export interface NamedFault<Proxy> {
  readonly name: string;
  readonly start: (proxy: Proxy) => Promise<void> | void;
}

/** How long an engine under test waits. */
export interface FaultPatience {
  readonly timeoutMs: number;
  readonly breakerCooldownMs: number;
}

/** A server, what goes wrong with it, and the engine that asks it. The store has the tuples of `support/model.ts`. */
export interface FaultySetup<Proxy extends AsyncDisposable> {
  /** As it stands in the names of the tests. */
  readonly server: string;
  readonly faults: readonly NamedFault<Proxy>[];
  readonly startProxy: () => Promise<Proxy>;
  readonly relationships: (
    proxy: Proxy,
    patience: FaultPatience,
  ) => Promise<RelationshipsOption> | RelationshipsOption;
  readonly heal: (proxy: Proxy) => Promise<void>;
  /** How many questions have reached the proxy. */
  readonly asked: (proxy: Proxy) => number;
}

const PATIENCE: FaultPatience = { timeoutMs: TIMEOUT_MS, breakerCooldownMs: 100 };
const handle = vi.fn<() => string>(() => 'handled');
const question = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };

@Controller('orders')
class OrdersController {
  @Get(':id') @CanAccess('viewer', 'order') find(): string {
    return handle();
  }
}

async function startApp(relationships: RelationshipsOption): Promise<GuardedApp> {
  const limits = { tiers: { default: 1_000_000 }, perAddress: { limit: 1_000_000 } };
  return startGuardedApp({ controllers: [OrdersController], options: { relationships, limits } });
}

async function inTurns<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < count) {
    const round = Math.min(AT_ONCE, count - results.length);
    results.push(...(await Promise.all(Array.from({ length: round }, act))));
  }
  return results;
}

/** What came of a check, and how long it took. */
async function ask(engine: RelationshipEngine): Promise<{ outcome: unknown; ms: number }> {
  const started = performance.now();
  const outcome = await Promise.resolve(engine.check(question)).then(
    ({ allowed }) => allowed,
    (error: unknown) => (error instanceof DependencyUnavailableError ? 'unavailable' : error),
  );
  return { outcome, ms: performance.now() - started };
}

async function eventually(act: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 3_000;
  while (Date.now() < deadline) {
    if (await act()) return true;
    await sleep(20);
  }
  return false;
}

afterEach(() => vi.clearAllMocks());

/** Declares the tests: whatever goes wrong, nobody is let in, nobody waits, and it is over when the server is back. */
export function engineFaults<Proxy extends AsyncDisposable>(setup: FaultySetup<Proxy>): void {
  describe(`when ${setup.server}`, () => {
    it.each(setup.faults)(
      '$name, none of 10,000 checks is allowed and none waits beyond its deadline',
      async (fault) => {
        await using proxy = await setup.startProxy();
        const engine = await (await setup.relationships(proxy, PATIENCE)).create();
        expect((await ask(engine)).outcome).toBe(true);
        await fault.start(proxy);
        const answers = await inTurns(CHECKS, () => ask(engine));
        const asked = setup.asked(proxy);
        const counts = Object.groupBy(answers, ({ outcome }) => String(outcome));
        const slowest = Math.max(...answers.map(({ ms }) => ms));
        console.log(
          `${fault.name}: 0 of ${CHECKS} allowed, ${asked} reached it, slowest ${Math.round(slowest)} ms`,
        );
        expect(Object.keys(counts)).toEqual(['unavailable']);
        expect(slowest).toBeLessThan(TIMEOUT_MS + SLACK_MS);
        await setup.heal(proxy);
        expect(await eventually(async () => (await ask(engine)).outcome === true)).toBe(true);
      },
    );

    it.each(setup.faults)(
      '$name, a guarded app answers 503, records it and recovers without a restart',
      async (fault) => {
        await using proxy = await setup.startProxy();
        await using app = await startApp(await setup.relationships(proxy, PATIENCE));
        const get = () => app.request('GET', '/orders/1', { as: 'alice' });
        expect((await get()).status).toBe(200);
        handle.mockClear();
        await fault.start(proxy);
        const responses = await inTurns(REQUESTS, get);
        expect([...new Set(responses.map(({ status }) => status))]).toEqual([503]);
        expect(responses.every(({ headers }) => Number(headers.get('retry-after')) >= 1)).toBe(true);
        expect(handle).not.toHaveBeenCalled();
        const [, ...records] = await app.recorded(REQUESTS + 1);
        const verdicts = records.map(({ decision, code, stage }) => `${decision} ${code} ${stage}`);
        expect([...new Set(verdicts)]).toEqual(['deny ZT_DEPENDENCY_UNAVAILABLE check-relationship']);
        console.log(`${fault.name}: 0 of ${REQUESTS} requests let in, ${records.length} audited`);
        await setup.heal(proxy);
        expect(await eventually(async () => (await get()).status === 200)).toBe(true);
      },
    );
  });
}
