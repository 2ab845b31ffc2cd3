import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';
import type { ReportOnlyRule } from './report-only.options.js';

/** Report-only rules that stand on routes. */
export const REPORT_ONLY = new DeclarationKey<ReportOnlyRule>('report-only');

/** What of a route is recorded only, and for how long. */
export type ReportOnlyScope = Omit<ReportOnlyRule, 'reason' | 'routes'>;

/**
 * Denials of this route, or of all routes of a class, are recorded and not enforced: for trying a new rule on real traffic. The
 * caller is verified as ever.
 *
 * @example
 * @Get(':id') @CanAccess('viewer', 'order') @ReportOnly('new in 3.2; enforced from March', { until: '2027-03-01' })
 */
export function ReportOnly(reason: string, scope: ReportOnlyScope = {}): DeclarationDecorator {
  return declares(REPORT_ONLY, { ...scope, reason });
}
