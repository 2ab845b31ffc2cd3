import type { ReportOnlyRule } from 'nestjs-zero-trust';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS } from './support/guarded-app.js';
import {
  bob,
  mallory,
  reason,
  resetWorld,
  startReportOnly,
  world,
} from './support/report-only/report-only-app.js';

afterEach(resetWorld);

describe.each(PLATFORMS)('on %s report-only mode', (platform) => {
  it('is never the default: everything is enforced', async () => {
    await using app = await startReportOnly({ platform });
    const answers = [
      await app.request('GET', '/orders/1', bob),
      await app.request('GET', '/orders/1', mallory),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect((await app.recorded(2)).filter((record) => 'wouldDeny' in record)).toEqual([]);
  });

  it('lets a route pass what its stages would refuse, records each refusal, and the handler finds its object', async () => {
    const routes = ['GET /orders/:id'];
    await using app = await startReportOnly({ platform, reportOnly: [{ reason, routes }] });
    const answer = await app.request('GET', '/orders/1', mallory);
    expect([answer.status, await answer.json()]).toEqual([200, { id: '1' }]);
    const [record] = await app.recorded(1);
    expect(record).toMatchObject({
      decision: 'allow',
      stages: {
        authenticate: 'passed',
        'check-scopes': 'would-deny',
        'check-relationship': 'would-deny',
        'check-policies': 'would-deny',
      },
      wouldDeny: [
        { stage: 'check-scopes', code: 'ZT_SCOPE_MISSING' },
        { stage: 'check-relationship', code: 'ZT_NOT_FOUND', evidence: { object: 'order:1' } },
        { stage: 'check-policies', code: 'ZT_POLICY_DENIED', reason: 'TooLate: too late' },
      ],
    });
  });

  it('tells the caller nothing of it', async () => {
    const reportOnly = [{ reason, routes: ['OrdersController.find'] }];
    await using app = await startReportOnly({ platform, reportOnly });
    const answers = await Promise.all([
      app.request('GET', '/orders/1', mallory),
      app.request('GET', '/orders/absent', mallory),
    ]);
    for (const answer of answers) {
      const told = JSON.stringify([...answer.headers]) + (await answer.text());
      expect(told).not.toMatch(/would|report|too late|viewer|SCOPE/i);
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  });

  it('holds for one stage only: the others refuse as ever', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-relationship'] }];
    await using app = await startReportOnly({ platform, reportOnly });
    const answers = [
      await app.request('GET', '/orders/1', mallory),
      await app.request('GET', '/orders/2', bob),
      await app.request('GET', '/orders/absent', { ...bob, as: 'mallory' }),
    ];
    expect(await Promise.all(answers.map(async (answer) => codeOf(answer)))).toEqual([
      'ZT_SCOPE_MISSING',
      'ZT_POLICY_DENIED',
      'ZT_NOT_FOUND',
    ]);
  });

  it('holds for the named policies only', async () => {
    await using app = await startReportOnly({ platform, reportOnly: [{ reason, policies: ['TooFar'] }] });
    const [fine, far] = [
      await app.request('GET', '/fine/1', bob),
      await app.request('GET', '/orders/1', bob),
    ];
    expect([fine.status, far.status]).toEqual([200, 403]);
    const [record] = await app.recorded(2);
    expect(record).toMatchObject({
      decision: 'allow',
      wouldDeny: [{ stage: 'check-policies', reason: 'TooFar: too far' }],
    });
  });

  it('holds where @ReportOnly stands, and nowhere else', async () => {
    await using app = await startReportOnly({ platform });
    const answers = [await app.request('GET', '/declared/2', bob), await app.request('GET', '/fine/2', bob)];
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  });

  it('never lets anybody pass who is not verified', async () => {
    const routes = ['GET /orders/:id'];
    await using app = await startReportOnly({ platform, reportOnly: [{ reason, routes }] });
    const answers = [
      await app.request('GET', '/orders/1'),
      await app.request('GET', '/orders/1', { headers: { authorization: 'Bearer forged' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  it('ends on its date, without a restart', async () => {
    const reportOnly: ReportOnlyRule[] = [
      { reason, stages: ['check-policies'], until: '2030-01-02T00:00:00Z' },
    ];
    await using app = await startReportOnly({ platform, reportOnly });
    expect((await app.request('GET', '/orders/1', bob)).status).toBe(200);
    world.now = Date.parse('2030-01-02T00:00:00Z');
    expect((await app.request('GET', '/orders/1', bob)).status).toBe(403);
  });

  it('takes an error and a stage that is too slow for refusals that it lets pass', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-policies'] }];
    await using app = await startReportOnly({ platform, reportOnly, stageTimeoutMs: 50 });
    world.late = new Promise(() => undefined);
    expect((await app.request('GET', '/orders/1', bob)).status).toBe(200);
    const [record] = await app.recorded(1);
    expect(record?.wouldDeny).toMatchObject([{ code: 'ZT_DEPENDENCY_UNAVAILABLE' }]);
  });
});

async function codeOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { readonly code?: unknown }).code;
}
