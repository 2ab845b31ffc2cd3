import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import type { Finding } from '../../kernel/errors.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import type { RoutePlan } from '../plan.js';
import { REPORT_ONLY } from './report-only.decorator.js';
import { REPORT_ONLY_RULES, type ReportOnlyControl, type ReportOnlyRule } from './report-only.options.js';
import {
  activate,
  isOver,
  namesRoute,
  ruleFindings,
  unmetFindings,
  type ActiveRule,
} from './report-only-rules.js';
import { RouteTrials } from './route-trials.js';

const logger = new Logger('ZeroTrust');

/** Takes out of the plans what is to be recorded only, and refuses rules that hold for nothing. */
@Injectable()
export class ReportOnlyCompiler {
  readonly #rules: readonly ActiveRule[];
  /** Those that stand on routes, as far as those have been compiled. */
  readonly #declared: ActiveRule[] = [];

  constructor(
    @Inject(REPORT_ONLY_RULES) rules: readonly ReportOnlyRule[],
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.#rules = rules.map((rule, index) => activate(rule, `options.reportOnly[${index}]`));
  }

  /** For compiling the stages of one route. */
  trialsOf(route: RouteDeclaration, report: ReportFinding): RouteTrials {
    const own = route.declared(REPORT_ONLY).map((rule) => activate(rule, `@ReportOnly of ${route.name}`));
    this.#declared.push(...own);
    const named = this.#rules.filter((rule) => namesRoute(rule, route));
    const rules = [...named, ...own].filter((rule) => !isOver(rule, this.clock));
    return new RouteTrials({ route, rules, clock: this.clock, report });
  }

  /** What is wrong with the rules, once every route has been compiled. */
  findings(): readonly Finding[] {
    const rules = [...this.#rules, ...this.#declared];
    const active = rules.filter((rule) => !isOver(rule, this.clock));
    return [...rules.flatMap(ruleFindings), ...active.flatMap(unmetFindings)];
  }

  /** Says in the log what is not enforced; nothing where everything is. */
  announce(plans: readonly RoutePlan[]): void {
    for (const [what, routes] of byControl(plans)) {
      logger.warn(`Recorded only, not enforced: ${what}, on ${routes.join(', ')}`);
    }
    for (const rule of [...this.#rules, ...this.#declared]) {
      if (isOver(rule, this.clock))
        logger.warn(`${rule.where} ended on ${rule.until}: all is enforced; remove it`);
    }
  }
}

function byControl(plans: readonly RoutePlan[]): ReadonlyMap<string, readonly string[]> {
  const routes = new Map<string, string[]>();
  for (const { route, reportOnly } of plans) {
    for (const control of reportOnly) {
      const what = inWords(control);
      routes.set(what, [...(routes.get(what) ?? []), route.name]);
    }
  }
  return routes;
}

function inWords({ stage, policies, reason, until }: ReportOnlyControl): string {
  const which = policies === undefined ? stage : `${policies.join(', ')} of ${stage}`;
  return `${which} (${reason}${until === undefined ? '' : `, until ${until}`})`;
}
