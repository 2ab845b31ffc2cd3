import { Controller, Get, Inject, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import type { WouldDenyRow } from '../../audit/would-deny-summary.js';
import { Scopes } from '../../authorization/scopes/scopes.decorator.js';
import { ReturnsUnfiltered } from '../../kernel/returns.decorator.js';
import { ReportOnlyLog } from '../report-only/report-only.log.js';
import type { ReportOnlyControl } from '../report-only/report-only.options.js';
import { RoutePlans } from '../route-plans.js';
import { ZeroTrustGuard } from '../zero-trust.guard.js';

/** What of one route is recorded only. */
export interface ReportOnlyRoute {
  /** `OrdersController.findOne`. */
  readonly handler: string;
  readonly controls: readonly ReportOnlyControl[];
}

/** What is not enforced, and what would break if it were. */
export interface ReportOnlyReport {
  /** From when on this process has counted, ISO 8601. */
  readonly since: string;
  readonly routes: readonly ReportOnlyRoute[];
  readonly wouldDeny: readonly WouldDenyRow[];
}

/** What report-only mode lets pass. */
@Controller({ path: 'zero-trust/report-only', version: VERSION_NEUTRAL })
@UseGuards(ZeroTrustGuard)
export class ReportOnlyController {
  constructor(
    @Inject(RoutePlans) private readonly plans: RoutePlans,
    @Inject(ReportOnlyLog) private readonly log: ReportOnlyLog,
  ) {}

  @Get()
  @Scopes('security:read')
  @ReturnsUnfiltered('counts by route and rule, without data of callers')
  report(): ReportOnlyReport {
    const relaxed = this.plans.all.filter(({ reportOnly }) => reportOnly.length > 0);
    return {
      since: new Date(this.log.since).toISOString(),
      routes: relaxed.map(({ route, reportOnly }) => ({ handler: route.name, controls: reportOnly })),
      wouldDeny: this.log.rows(),
    };
  }
}
