import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.port.js';
import { ALLOW, type Decision } from '../kernel/decision.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../kernel/stage.js';
import { describeLifetime } from './describe-lifetime.js';
import { lifecycleHeaders } from './lifecycle-headers.js';
import { LifecycleOptions } from './lifecycle.options.js';
import { brownedOut, versionGone, type EndingRoute } from './lifetime-denials.js';
import { lifetimeOf } from './lifetime.js';
import { compileWeakerThan } from './weaker-than-check.js';

/** Is this version of the route still served? */
@Injectable()
export class CheckLifecycleStage implements Stage {
  readonly name = 'check-lifecycle';

  constructor(
    @Inject(LifecycleOptions) private readonly options: LifecycleOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const { sunsets } = this.options;
    const excused = compileWeakerThan(route, { sunsets, clock: this.clock, report });
    const served = this.compileLifetime(route, report);
    if (served === undefined || excused === undefined) return served ?? excused;
    return (context) => {
      const decision = served(context);
      return decision.effect === 'deny' ? decision : excused();
    };
  }

  describe(route: RouteDeclaration): readonly string[] {
    const lifetime = lifetimeOf(route, this.options.sunsets);
    return lifetime === undefined ? [] : describeLifetime(lifetime);
  }

  private compileLifetime(route: RouteDeclaration, report: ReportFinding): LifetimeCheck | undefined {
    const lifetime = lifetimeOf(route, this.options.sunsets, report);
    if (lifetime === undefined) return undefined;
    const headers = lifecycleHeaders(lifetime);
    const { end } = lifetime;
    const judge = end === undefined ? () => ALLOW : judgeEnding({ lifetime, end, headers });
    return (context) => {
      const { responseHeaders } = context;
      context.responseHeaders = responseHeaders === undefined ? headers : { ...responseHeaders, ...headers };
      return judge(this.clock.now());
    };
  }
}

type LifetimeCheck = (context: RequestContext) => Decision;

function judgeEnding(route: EndingRoute): (now: number) => Decision {
  const gone = versionGone(route);
  const { brownouts } = route.lifetime;
  return (now) => {
    if (!(now < route.end)) return gone;
    const brownout = brownouts.find(({ from, until }) => from <= now && now < until);
    return brownout === undefined ? ALLOW : brownedOut(brownout, { ...route, now });
  };
}
