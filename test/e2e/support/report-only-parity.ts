import { appendFileSync } from 'node:fs';
import type { INestApplication } from '@nestjs/common';
import { Clock } from '../../../libs/zero-trust/src/kernel/clock.port.js';
import type { Decision } from '../../../libs/zero-trust/src/kernel/decision.js';
import { chain } from '../../../libs/zero-trust/src/kernel/maybe-promise.js';
import type { RequestContext } from '../../../libs/zero-trust/src/kernel/request-context.js';
import type { Stage, StageCheck } from '../../../libs/zero-trust/src/kernel/stage.js';
import type { PlanStep, RoutePlan } from '../../../libs/zero-trust/src/enforcement/plan.js';
import { activate } from '../../../libs/zero-trust/src/enforcement/report-only/report-only-rules.js';
import { RouteTrials } from '../../../libs/zero-trust/src/enforcement/report-only/route-trials.js';
import { RoutePlans } from '../../../libs/zero-trust/src/enforcement/route-plans.js';
import { STAGES } from '../../../libs/zero-trust/src/enforcement/stages.js';
import { denialOf, walk } from '../../../libs/zero-trust/src/enforcement/walk.js';
import { shadowOf } from './shadow-context.js';

/** Every stage that can be report-only, on every route. */
const EVERYTHING = activate({ reason: 'judged a second time', routes: [] }, 'the test');

/** How often both ways of judging agreed. */
export interface Parity {
  readonly requests: number;
  /** Each with both verdicts. */
  readonly differing: readonly string[];
}

interface Judged {
  readonly plan: RoutePlan;
  /** The steps of the plan as report-only mode compiles them. */
  readonly tried: readonly PlanStep[];
}

/**
 * Has every request that reaches the guard judged a second time, as if all of its stages were report-only, and compares what
 * would have been refused with what was. The second judgement has stages of its own, compiled and walked as report-only mode
 * does, and a context of its own. It takes over what the first has loaded, and the verdict of the limits, which would count twice.
 */
export class ReportOnlyParity implements Parity {
  requests = 0;
  readonly differing: string[] = [];

  /** Begins with an application that has booted. */
  watch(app: INestApplication): this {
    const clock = app.get<Clock>(Clock, { strict: false });
    const stages = STAGES.map(({ stage }) => app.get<Stage>(stage, { strict: false }));
    for (const plan of app.get(RoutePlans, { strict: false }).all) {
      const trials = new RouteTrials({ route: plan.route, rules: [EVERYTHING], clock, report: ignore });
      const tried = stages.flatMap((stage) => {
        const { check, trial } = trials.compile(stage);
        const step = plan.steps.find(({ name }) => name === stage.name);
        return check === undefined || trial === undefined || step === undefined
          ? []
          : [{ ...step, check, trial }];
      });
      this.intercept({ plan, tried });
    }
    return this;
  }

  /** Adds to the file that `npm run report-only:parity` sums up. @throws Error if any verdict differed */
  finish(): void {
    const { requests, differing } = this;
    const file = process.env['ZT_TEST_PARITY_FILE'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ requests, differing })}\n`);
    if (differing.length > 0) throw new Error(`Report-only verdicts differ:\n${differing.join('\n')}`);
  }

  /** The enforced steps stay as they are, but tell what they decided before the request goes on. */
  private intercept(judged: Judged): void {
    const reportable = judged.plan.steps.filter(({ name }) =>
      judged.tried.some((step) => step.name === name),
    );
    for (const step of reportable) {
      const enforced = step.check;
      const isLast = step === reportable.at(-1);
      const check: StageCheck = (context) => {
        const shadow = shadowOf(context);
        return chain(verdictOf(enforced, context), (decision) => {
          if (step.name === 'limit-principal') shadow.limited = decision;
          const isOver = isLast || decision.effect === 'deny';
          return isOver ? this.judgeAgain(judged, { context, step, decision }) : decision;
        });
      };
      Object.assign(step, { check });
    }
  }

  private async judgeAgain({ plan, tried }: Judged, { context, step, decision }: Ended): Promise<Decision> {
    const shadow = shadowOf(context);
    const { limited } = shadow;
    const steps = tried.map((each) =>
      each.name === 'limit-principal' && limited !== undefined && each.trial !== undefined
        ? { ...each, trial: { ...each.trial, check: () => limited } }
        : each,
    );
    const ended = await walk({ context: shadow.context, steps, timeoutMs: 5_000 });
    const [refused] = shadow.context.wouldDeny ?? [];
    const would = refused === undefined ? 'allowed' : `${refused.stage} ${refused.denial.code}`;
    const second = ended === undefined ? would : `enforced ${ended.code}`;
    const first = decision.effect === 'allow' ? 'allowed' : `${step.name} ${decision.code}`;
    this.requests += 1;
    if (first !== second) {
      const { method, path } = context.request;
      this.differing.push(`${method} ${path} (${plan.route.name}): enforced ${first}, report-only ${second}`);
    }
    return decision;
  }
}

/** The step of the enforced walk that was its last. */
interface Ended {
  readonly context: RequestContext;
  readonly step: PlanStep;
  readonly decision: Decision;
}

/** As the walk takes it: an error is a deny. */
function verdictOf(check: StageCheck, context: RequestContext): Decision | Promise<Decision> {
  try {
    const decision = check(context);
    return decision instanceof Promise ? decision.catch(denialOf) : decision;
  } catch (error) {
    return denialOf(error);
  }
}

function ignore(): void {
  // What is wrong with a route has stopped the boot already.
}
