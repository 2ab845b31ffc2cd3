import { Logger } from '@nestjs/common';
import type { ReportOnlyRule } from 'nestjs-zero-trust';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS } from './support/guarded-app.js';
import { bob, reason, resetWorld, startReportOnly } from './support/report-only/report-only-app.js';

afterEach(resetWorld);

describe.each(PLATFORMS)('on %s report-only mode', (platform) => {
  it('has its summary for those who run the application', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-policies'], until: '2031-01-01' }];
    await using app = await startReportOnly({ platform, reportOnly, management: true });
    for (const as of ['bob', 'alice', 'bob']) await app.request('GET', '/orders/1', { ...bob, as });
    await app.recorded(3);
    const [allowed, refused] = [
      await app.request('GET', '/zero-trust/report-only', { as: 'officer', scope: 'security:read' }),
      await app.request('GET', '/zero-trust/report-only', bob),
    ];
    expect(refused.status).toBe(403);
    expect(await allowed.json()).toEqual({
      since: '2030-01-01T12:00:00.000Z',
      routes: [
        { handler: 'OrdersController.find', controls: [control('check-policies')] },
        { handler: 'OrdersController.fine', controls: [control('check-policies')] },
        {
          handler: 'OrdersController.declared',
          controls: [
            { stage: 'limit-principal', reason: 'tried on this route' },
            { stage: 'check-relationship', reason: 'tried on this route' },
          ],
        },
      ],
      wouldDeny: [
        {
          route: 'GET /orders/:id',
          stage: 'check-policies',
          code: 'ZT_POLICY_DENIED',
          count: 3,
          identities: 2,
          lastSeen: '2030-01-01T12:00:00.000Z',
        },
      ],
    });
  });
});

describe('a report-only rule', () => {
  it.each<[problem: string, rule: unknown]>([
    ['authenticate cannot be report-only', { reason, stages: ['authenticate'] }],
    ['prove-possession cannot be report-only', { reason, stages: ['prove-possession'] }],
    ['check-standing cannot be report-only', { reason, stages: ['check-standing'] }],
    ['check-lifecycle cannot be report-only', { reason, stages: ['check-lifecycle'] }],
    ['would leave the whole application unguarded', { reason }],
    ['names stages and policies at once', { reason, stages: ['check-policies'], policies: ['TooFar'] }],
    ['has an end that is no date', { reason, policies: ['TooFar'], until: 'soon' }],
    ["names 'GET /nowhere'", { reason, routes: ['GET /nowhere'] }],
    ["names 'NoSuchPolicy'", { reason, policies: ['NoSuchPolicy'] }],
    ["names 'no-such-stage'", { reason, stages: ['no-such-stage'] }],
    ["names 'check-freshness'", { reason, stages: ['check-freshness'] }],
    ["names 'TooFar'", { reason, policies: ['TooFar'], routes: ['GET /orders/:id'] }],
    ['options.reportOnly[0].reason: is missing', { policies: ['TooFar'] }],
    ['options.reportOnly[0].stage: is not an option', { reason, stage: 'check-policies' }],
  ])('stops the boot: %s', async (problem, rule) => {
    await expect(startReportOnly({ reportOnly: [rule as ReportOnlyRule] })).rejects.toThrow(problem);
  });

  it('is announced in the log at boot, and when its time is up', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    await using _ = await startReportOnly({
      reportOnly: [
        { reason, policies: ['TooFar'], until: '2030-06-01' },
        { reason: 'was tried', stages: ['check-scopes'], until: '2029-06-01' },
      ],
    });
    const said = warned.mock.calls.map(([text]) => String(text));
    expect(said).toContain(
      `Recorded only, not enforced: TooFar of check-policies (${reason}, until 2030-06-01), on OrdersController.fine`,
    );
    expect(said).toContain('options.reportOnly[1] ended on 2029-06-01: all is enforced; remove it');
    warned.mockRestore();
  });
});

function control(stage: string): object {
  return { stage, reason, until: '2031-01-01' };
}
