import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { ALLOW, type Decision } from '../../kernel/decision.js';
import { isPublic } from '../../kernel/public.decorator.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import { shortcomingOf, stepUpRequired } from '../../kernel/sign-in-demand.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { faultOf, freshnessRule, type FreshnessRule } from './freshness-rule.js';
import { STEP_UPS } from './step-up.decorator.js';

/** Is the authentication strong and recent enough for this route? */
@Injectable()
export class CheckFreshnessStage implements Stage {
  readonly name = 'check-freshness';

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const rules = rulesOf(route);
    if (rules.length === 0) return undefined;
    if (isPublic(route)) report(CONTRADICTION);
    for (const rule of rules) {
      const fault = faultOf(rule);
      if (fault !== undefined) report({ problem: `its @StepUp ${fault}`, remedy: REMEDY });
    }
    return (context) => this.check(context, rules);
  }

  describe(route: RouteDeclaration): readonly string[] {
    return rulesOf(route).flatMap(describeRule);
  }

  private check({ principal }: RequestContext, rules: readonly FreshnessRule[]): Decision {
    if (principal === undefined) return stepUpRequired({ reason: 'no verified caller' });
    const nowSeconds = Math.floor(this.clock.now() / 1_000);
    for (const rule of rules) {
      if (rule.exempts(principal) === true) continue;
      const reason = shortcomingOf(rule, principal.authentication, nowSeconds);
      if (reason !== undefined) return stepUpRequired({ ...rule, reason });
    }
    return ALLOW;
  }
}

const CONTRADICTION = {
  problem: 'is @Public and demands a @StepUp at once',
  remedy: 'Remove one of them; a class adds to its methods.',
};

const REMEDY = "Say what is needed: @StepUp({ maxAgeSeconds: 300 }), @StepUp({ acr: '…' }) or both.";

function rulesOf(route: RouteDeclaration): readonly FreshnessRule[] {
  return route.declared(STEP_UPS).map((options) => freshnessRule(options ?? {}));
}

function describeRule({ acceptedAcr, maxAgeSeconds, exemption }: FreshnessRule): string[] {
  const demands = [
    acceptedAcr === undefined ? undefined : `acr ${acceptedAcr.join(' or ')}`,
    maxAgeSeconds === undefined ? undefined : `signed in at most ${maxAgeSeconds} s ago`,
  ];
  const except = exemption === undefined ? '' : `, exempt: ${exemption}`;
  return demands.filter((demand) => demand !== undefined).map((demand) => `${demand}${except}`);
}
