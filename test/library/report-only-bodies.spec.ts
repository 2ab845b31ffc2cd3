import { Body, Controller, Post } from '@nestjs/common';
import { ReportOnly, Scopes, type ReportOnlyRule } from 'nestjs-zero-trust';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';
import { bob, NewOrder, reason, resetWorld, startReportOnly } from './support/report-only/report-only-app.js';

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

afterEach(resetWorld);

describe.each(PLATFORMS)('on %s report-only mode, a body', (platform) => {
  it('lets a body pass that names no object, and one that does not match its schema', async () => {
    const reportOnly: ReportOnlyRule[] = [{ reason, stages: ['check-relationship', 'inspect-request'] }];
    await using app = await startReportOnly({ platform, reportOnly });
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
});
