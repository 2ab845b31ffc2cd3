import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.port.js';
import { ALLOW, deny, type Decision, type Deny } from '../kernel/decision.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../kernel/stage.js';
import { LifecycleOptions } from './lifecycle.options.js';
import { resolveInstant } from './resolve-instant.js';
import { SUNSET, type SunsetDeclaration } from './sunset.decorator.js';
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
    const served = this.compileSunset(route, report);
    if (served === undefined || excused === undefined) return served ?? excused;
    return (context) => {
      const decision = served(context);
      return decision.effect === 'deny' ? decision : excused();
    };
  }

  describe(route: RouteDeclaration): readonly string[] {
    const declaration = route.declared(SUNSET).at(-1);
    if (declaration === undefined) return [];
    const end = resolveInstant(declaration.date, this.options.sunsets);
    return [end === undefined ? 'invalid' : new Date(end).toISOString()];
  }

  private compileSunset(route: RouteDeclaration, report: ReportFinding): SunsetCheck | undefined {
    const declaration = route.declared(SUNSET).at(-1);
    if (declaration === undefined) return undefined;
    const end = this.instant(declaration.date, report);
    const since = declaration.since === undefined ? undefined : this.instant(declaration.since, report);
    if (end === undefined) return undefined;
    const headers = lifecycleHeaders(declaration, { end, since });
    const gone = versionGone(declaration, { end, headers });
    return (context) => {
      context.responseHeaders = { ...context.responseHeaders, ...headers };
      return this.clock.now() < end ? ALLOW : gone;
    };
  }

  private instant(text: string, report: ReportFinding): number | undefined {
    const instant = resolveInstant(text, this.options.sunsets);
    if (instant === undefined) {
      const names = Object.keys(this.options.sunsets).join(', ');
      report({
        problem: `@Sunset names ${JSON.stringify(text)}, which is neither a date nor a known name`,
        remedy: `Use an ISO 8601 date such as 2027-12-31T23:59:59Z, or a name from the option 'sunsets' (${names || 'it has none'}).`,
      });
    }
    return instant;
  }
}

type SunsetCheck = (context: RequestContext) => Decision;

interface Lifetime {
  /** Epoch milliseconds. */
  readonly end: number;
  readonly since: number | undefined;
}

function lifecycleHeaders(
  { successor, docs }: SunsetDeclaration,
  { end, since }: Lifetime,
): Readonly<Record<string, string>> {
  const links = [
    successor === undefined ? undefined : `<${successor}>; rel="successor-version"`,
    docs === undefined ? undefined : `<${docs}>; rel="deprecation"; type="text/html"`,
  ].filter((link) => link !== undefined);
  return {
    // RFC 9745 §2: a structured-field date. Without a declared beginning, the epoch: deprecated already.
    deprecation: `@${Math.floor((since ?? 0) / 1000)}`,
    sunset: new Date(end).toUTCString(), // RFC 8594 §3
    ...(links.length === 0 ? {} : { link: links.join(', ') }),
  };
}

function versionGone(
  { successor }: SunsetDeclaration,
  { end, headers }: Pick<Lifetime, 'end'> & Pick<Deny, 'headers'>,
): Deny {
  const when = new Date(end).toISOString();
  return deny({
    code: 'ZT_VERSION_GONE',
    kind: 'gone',
    detail: `This version ended on ${when}.${successor === undefined ? '' : ` Use ${successor} instead.`}`,
    reason: `the route's sunset was ${when}`,
    evidence: { sunset: when },
    headers,
  });
}
