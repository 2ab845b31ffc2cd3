import { Controller, Get } from '@nestjs/common';
import { CanAccess, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { RoutePlans } from '../../libs/zero-trust/src/enforcement/route-plans.js';
import { deny, type Decision } from '../../libs/zero-trust/src/kernel/decision.js';
import { ReportOnlyParity } from '../e2e/support/report-only-parity.js';
import { startGuardedApp, type GuardedApp } from './support/guarded-app.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  find(): object {
    return {};
  }
}

const start = () => startGuardedApp({ controllers: [OrdersController] });

const REFUSED = deny({ code: 'ZT_FORBIDDEN', kind: 'forbidden', detail: 'No.', reason: 'drifted' });

/** Has the enforced scope stage decide otherwise than the one that report-only mode compiles. */
function drift({ app }: GuardedApp, decision: Decision): void {
  const [plan] = app.get(RoutePlans, { strict: false }).all;
  const step = plan?.steps.find(({ name }) => name === 'check-scopes');
  Object.assign(step ?? {}, { check: () => decision });
}

/** One that may, one without the scope, one without the relation. */
async function requestAll(app: GuardedApp): Promise<void> {
  await app.request('GET', '/orders/1', { as: 'bob', scope: 'orders:read' });
  await app.request('GET', '/orders/1', { as: 'bob', scope: 'orders:list' });
  await app.request('GET', '/orders/2', { as: 'bob', scope: 'orders:read' });
}

describe('the comparison of report-only verdicts with enforced ones', () => {
  it('judges each request that reaches the guard twice, and finds the verdicts equal', async () => {
    await using app = await start();
    const parity = new ReportOnlyParity().watch(app.app);
    await requestAll(app);
    await app.request('GET', '/orders/1');
    expect([parity.requests, parity.differing]).toEqual([3, []]);
    expect(() => parity.finish()).not.toThrow();
  });

  it.each<[what: string, decision: Decision, differing: number]>([
    ['refuses what the other lets pass', REFUSED, 3],
    ['lets pass what the other refuses', { effect: 'allow' }, 1],
  ])('notices where one of the two %s', async (_what, decision, differing) => {
    await using app = await start();
    drift(app, decision);
    const parity = new ReportOnlyParity().watch(app.app);
    await requestAll(app);
    expect(parity.differing).toHaveLength(differing);
    expect(() => parity.finish()).toThrow('Report-only verdicts differ');
  });
});
