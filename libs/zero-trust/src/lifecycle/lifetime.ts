import { declaredOn, type DeclarationKey, type RouteDeclaration } from '../kernel/route-declaration.js';
import type { ReportFinding } from '../kernel/stage.js';
import { compileBrownouts } from './compile-brownouts.js';
import { DEPRECATED, type DeprecatedOptions } from './deprecated.decorator.js';
import { instantOf } from './instant-of.js';
import * as findings from './lifetime-findings.js';
import { isLinkTarget } from './link-target.js';
import { SUNSET, type SunsetDeclaration } from './sunset.decorator.js';
import type { Sunsets } from './sunsets.js';

/** A span of time in epoch milliseconds: `from` is in it, `until` is not. */
export interface Brownout {
  readonly from: number;
  readonly until: number;
}

/** What a route's `@Deprecated` and `@Sunset` say together. Times are epoch milliseconds. */
export interface Lifetime {
  /** May be in the future; `undefined` where none is declared. */
  readonly deprecatedSince: number | undefined;
  readonly end: number | undefined;
  readonly successor: string | undefined;
  readonly docs: string | undefined;
  /** In the order of time; none overlaps another, and all are over at the end. */
  readonly brownouts: readonly Brownout[];
}

/**
 * The lifetime that a route declares. What stands on the method wins over what stands on the class, each property for itself.
 *
 * @param names the option `sunsets`
 * @param report told of dates that are none and of contradictions; the lifetime is not to be relied on then
 * @returns `undefined` for a route with neither `@Deprecated` nor `@Sunset`
 */
export function lifetimeOf(
  route: RouteDeclaration,
  names: Sunsets,
  report: ReportFinding = ignore,
): Lifetime | undefined {
  const deprecation = route.declared(DEPRECATED).at(-1);
  const sunset = route.declared(SUNSET).at(-1);
  if (deprecation === undefined && sunset === undefined) return undefined;
  reportRepetitions(route, report);
  const end = sunset && instantOf(sunset.date, { source: '@Sunset', names, report });
  const deprecatedSince = sinceOf({ route, deprecation, sunset, names, report });
  const docs = settle({
    property: 'docs',
    route,
    report,
    deprecated: deprecation?.docs,
    sunset: sunset?.docs,
  });
  const successor = sunset?.successor;
  reportTargets([successor, docs], report);
  // RFC 9745 §4: the end must not come before the deprecation.
  if (deprecatedSince !== undefined && end !== undefined && end < deprecatedSince) {
    report(findings.endsFirst({ deprecatedSince, end }));
  }
  const brownouts = sunset === undefined ? [] : compileBrownouts(sunset, { names, end, report });
  return { deprecatedSince, end, successor, docs, brownouts };
}

/** What a route declares, and what that is read with. */
interface DeclaredLifetime {
  readonly route: RouteDeclaration;
  readonly deprecation: DeprecatedOptions | undefined;
  readonly sunset: SunsetDeclaration | undefined;
  readonly names: Sunsets;
  readonly report: ReportFinding;
}

function sinceOf({ route, deprecation, sunset, names, report }: DeclaredLifetime): number | undefined {
  const ofSunset = sunset?.since;
  return settle({
    property: 'since',
    route,
    report,
    deprecated: deprecation && instantOf(deprecation.since, { source: '@Deprecated', names, report }),
    sunset: ofSunset === undefined ? undefined : instantOf(ofSunset, { source: '@Sunset', names, report }),
  });
}

function ignore(): void {
  // Without a reporter the lifetime of a route that boot has accepted is asked for.
}

/** One property that both decorators have. */
interface Shared<T> {
  readonly property: 'since' | 'docs';
  readonly route: RouteDeclaration;
  readonly report: ReportFinding;
  readonly deprecated: T | undefined;
  readonly sunset: T | undefined;
}

/** The method's word wins; side by side, the two must say the same. */
function settle<T>({ property, route, report, deprecated, sunset }: Shared<T>): T | undefined {
  if (deprecated === undefined || sunset === undefined) return sunset ?? deprecated;
  const deprecatedOnMethod = standsOnMethod(route, DEPRECATED);
  const sunsetOnMethod = standsOnMethod(route, SUNSET);
  if (deprecatedOnMethod === sunsetOnMethod && deprecated !== sunset) {
    report(findings.contradiction(property));
  }
  return deprecatedOnMethod ? deprecated : sunset;
}

function standsOnMethod<T>({ handler }: RouteDeclaration, key: DeclarationKey<T>): boolean {
  return declaredOn(handler, key).length > 0;
}

/** Of two on one method or class the reader does not see which one counts. */
function reportRepetitions({ handler, controller }: RouteDeclaration, report: ReportFinding): void {
  for (const holder of [handler, controller]) {
    if (declaredOn(holder, DEPRECATED).length > 1) report(findings.repeated('@Deprecated'));
    if (declaredOn(holder, SUNSET).length > 1) report(findings.repeated('@Sunset'));
  }
}

function reportTargets(targets: readonly (string | undefined)[], report: ReportFinding): void {
  for (const target of targets) {
    if (target !== undefined && !isLinkTarget(target)) report(findings.noLinkTarget(target));
  }
}
