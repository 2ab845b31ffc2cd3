import { Body, Controller, Get, Logger, Param, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  Accessible,
  CanAccess,
  denied,
  LoadsResource,
  permit,
  Policy,
  ReportOnly,
  Resource,
  Scopes,
  type AccessPolicy,
  type PolicyResult,
  type ReportOnlyRule,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type Platform } from './support/guarded-app.js';

const NOW = Date.parse('2030-01-01T12:00:00Z');
let now = NOW;
let late: PolicyResult | Promise<PolicyResult> = denied('too late');

class TooLate implements AccessPolicy {
  evaluate(): PolicyResult | Promise<PolicyResult> {
    return late;
  }
}

class TooFar implements AccessPolicy {
  evaluate(): PolicyResult {
    return denied('too far');
  }
}

class Fine implements AccessPolicy {
  evaluate(): PolicyResult {
    return permit();
  }
}

@LoadsResource('order')
class OrderLoader implements ResourceLoader<{ readonly id: string }> {
  load(id: string) {
    return id === 'absent' ? undefined : { id };
  }
}

class NewOrder {
  @IsString()
  readonly name!: string;

  @IsString()
  readonly organizationId!: string;
}

@Controller()
class OrdersController {
  @Get('orders')
  @Scopes('orders:read')
  async list(@Accessible('viewer', 'order') orders: Accessible): Promise<object> {
    return { ids: await orders.ids() };
  }

  @Get('orders/:id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Policy(TooLate)
  find(@Resource() order: object): object {
    return order;
  }

  @Get('fine/:id')
  @CanAccess('viewer', 'order')
  @Policy(Fine, TooFar)
  fine(@Resource() order: object): object {
    return order;
  }

  @Post('orders')
  @CanAccess('member', 'organization', { from: 'body.organizationId' })
  create(@Body() order: NewOrder): object {
    return { created: order.name };
  }

  @Get('declared/:id')
  @CanAccess('viewer', 'order')
  @ReportOnly('tried on this route')
  declared(@Param('id') id: string): object {
    return { id };
  }
}

@Controller()
class BodiesController {
  @Post('noted')
  @Scopes('orders:read')
  @ReportOnly('everything but the body')
  noted(@Body() order: NewOrder): object {
    return { given: order };
  }

  @Post('kept')
  @Scopes('orders:read')
  @ReportOnly('a new class for the body', { stages: ['inspect-request'] })
  kept(@Body() order: NewOrder): object {
    return { given: order, isOrder: order instanceof NewOrder };
  }
}

interface Start {
  readonly platform?: Platform;
  readonly reportOnly?: readonly ReportOnlyRule[];
  readonly management?: boolean;
  readonly stageTimeoutMs?: number;
}

function start({ platform, ...options }: Start) {
  return startGuardedApp({
    ...(platform === undefined ? {} : { platform }),
    clock: { now: () => now },
    controllers: [OrdersController],
    providers: [OrderLoader, TooLate, TooFar, Fine],
    options: { visibleBy: { order: 'viewer' }, hiddenAnswerMs: 0, ...options },
  });
}

const reason = 'tried on real traffic';
const bob = { as: 'bob', scope: 'orders:read' };
const mallory = { as: 'mallory', scope: 'orders:write' };

afterEach(() => {
  now = NOW;
  late = denied('too late');
});

describe.each(PLATFORMS)('on %s report-only mode', (platform) => {
  it('is never the default: everything is enforced', async () => {
    await using app = await start({ platform });
    const answers = [
      await app.request('GET', '/orders/1', bob),
      await app.request('GET', '/orders/1', mallory),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect((await app.recorded(2)).filter((record) => 'wouldDeny' in record)).toEqual([]);
  });

  it('lets a route pass what its stages would refuse, records each refusal, and the handler finds its object', async () => {
    const routes = ['GET /orders/:id'];
    await using app = await start({ platform, reportOnly: [{ reason, routes }] });
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
    await using app = await start({ platform, reportOnly });
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
    await using app = await start({ platform, reportOnly });
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
    await using app = await start({ platform, reportOnly: [{ reason, policies: ['TooFar'] }] });
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
    await using app = await start({ platform });
    const answers = [await app.request('GET', '/declared/2', bob), await app.request('GET', '/fine/2', bob)];
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  });

  it('never lets anybody pass who is not verified', async () => {
    const routes = ['GET /orders/:id'];
    await using app = await start({ platform, reportOnly: [{ reason, routes }] });
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
    await using app = await start({ platform, reportOnly });
    expect((await app.request('GET', '/orders/1', bob)).status).toBe(200);
    now = Date.parse('2030-01-02T00:00:00Z');
    expect((await app.request('GET', '/orders/1', bob)).status).toBe(403);
  });

  it('lets a body pass that names no object, and one that does not match its schema', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-relationship', 'inspect-request'] }];
    await using app = await start({ platform, reportOnly });
    const post = (json: object) => app.request('POST', '/orders', { ...bob, json });
    const answers = [
      await post({ name: 'a', organizationId: 'globex' }),
      await post({ name: 'b', organizationId: ['acme', 'globex'] }),
      await post({ name: 3 }),
    ];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { created: 'a' },
      { created: 'b' },
      { created: 3 },
    ]);
    const records = await app.recorded(3);
    expect(records.map(({ wouldDeny }) => wouldDeny?.map(({ stage }) => stage))).toEqual([
      ['check-relationship'],
      ['check-relationship', 'inspect-request', 'confirm-objects'],
      ['check-relationship', 'inspect-request', 'confirm-objects'],
    ]);
  });

  it('keeps bodies to their class unless it names their validation, and then takes out what the class does not know', async () => {
    const sent = { name: 3, organizationId: 'acme', creatorId: 'mallory' };
    await using app = await startGuardedApp({ platform, controllers: [BodiesController] });
    const answers = [
      await app.request('POST', '/noted', { ...bob, json: sent }),
      await app.request('POST', '/kept', { ...bob, json: sent }),
      await app.request('POST', '/kept', { ...bob, json: ['no object'] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 201, 201]);
    expect(await Promise.all(answers.slice(1).map((answer) => answer.json()))).toEqual([
      { given: { name: 3, organizationId: 'acme' }, isOrder: true },
      { given: {}, isOrder: true },
    ]);
    const records = await app.recorded(3);
    expect(records.map(({ wouldDeny }) => wouldDeny?.map(({ stage }) => stage))).toEqual([
      undefined,
      ['inspect-request'],
      ['inspect-request'],
    ]);
  });

  it('takes an error and a stage that is too slow for refusals that it lets pass', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-policies'] }];
    await using app = await start({ platform, reportOnly, stageTimeoutMs: 50 });
    late = new Promise(() => undefined);
    expect((await app.request('GET', '/orders/1', bob)).status).toBe(200);
    const [record] = await app.recorded(1);
    expect(record?.wouldDeny).toMatchObject([{ code: 'ZT_DEPENDENCY_UNAVAILABLE' }]);
  });

  it('has its summary for those who run the application', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-policies'], until: '2031-01-01' }];
    await using app = await start({ platform, reportOnly, management: true });
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

function control(stage: string): object {
  return { stage, reason, until: '2031-01-01' };
}

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
    await expect(start({ reportOnly: [rule as ReportOnlyRule] })).rejects.toThrow(problem);
  });

  it('is announced in the log at boot, and when its time is up', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    await using _ = await start({
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

async function codeOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { readonly code?: unknown }).code;
}
