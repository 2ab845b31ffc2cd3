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
 * The lifetime that a route declares. What stands on the method wins over what stands on the class, each property for itself; only
 * brownouts go with the end that they rehearse.
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
  const sunsets = route.declared(SUNSET);
  const sunset = sunsets.at(-1);
  if (sunset === undefined && route.declared(DEPRECATED).length === 0) return undefined;
  reportRepetitions(route, report);
  const end = sunset && instantOf(sunset.date, { source: '@Sunset', names, report });
  const deprecatedSince = settle({ property: 'since', route, report, read: readSince(names, report) });
  const docs = settle({ property: 'docs', route, report, read: ({ docs: target }) => target });
  const successor = lastKnown(sunsets, (declared) => declared.successor);
  reportTargets([successor, docs], report);
  // RFC 9745 §4: the end must not come before the deprecation.
  if (deprecatedSince !== undefined && end !== undefined && end < deprecatedSince) {
    report(findings.endsFirst({ deprecatedSince, end }));
  }
  const brownouts = sunset === undefined ? [] : compileBrownouts(sunset, { names, end, report });
  return { deprecatedSince, end, successor, docs, brownouts };
}

function ignore(): void {
  // Without a reporter the lifetime of a route that boot has accepted is asked for.
}

/** Reads one property of what either decorator declares. */
type ReadProperty<T> = (
  declared: DeprecatedOptions | SunsetDeclaration,
  source: '@Deprecated' | '@Sunset',
) => T | undefined;

/** `since` is left out in `@Sunset` only: without one, `@Deprecated` was given what is no date. */
function readSince(names: Sunsets, report: ReportFinding): ReadProperty<number> {
  return ({ since }, source) =>
    since === undefined && source === '@Sunset'
      ? undefined
      : instantOf(since as string, { source, names, report });
}

/** One property that both decorators have. */
interface Shared<T> {
  readonly property: 'since' | 'docs';
  readonly route: RouteDeclaration;
  readonly report: ReportFinding;
  readonly read: ReadProperty<T>;
}

/** The method's word wins over the class's; side by side, the two decorators must say the same. */
function settle<T>({ property, route, report, read }: Shared<T>): T | undefined {
  const deprecations = byHolder(route, DEPRECATED);
  const sunsets = byHolder(route, SUNSET);
  const [onClass, onMethod] = (['onClass', 'onMethod'] as const).map((holder) => {
    const deprecated = lastKnown(deprecations[holder], (declared) => read(declared, '@Deprecated'));
    const sunset = lastKnown(sunsets[holder], (declared) => read(declared, '@Sunset'));
    if (deprecated !== undefined && sunset !== undefined && deprecated !== sunset) {
      report(findings.contradiction(property));
    }
    return deprecated ?? sunset;
  });
  return onMethod ?? onClass;
}

/** What stands on the classes, and what on the method. */
function byHolder<T>(
  route: RouteDeclaration,
  key: DeclarationKey<T>,
): Record<'onClass' | 'onMethod', readonly T[]> {
  const onMethod = declaredOn(route.handler, key);
  const all = route.declared(key);
  return { onClass: all.slice(0, all.length - onMethod.length), onMethod };
}

/** Of several declarations, the one nearest to the handler that says something. */
function lastKnown<D, T>(declarations: readonly D[], read: (declared: D) => T | undefined): T | undefined {
  for (const declared of declarations.toReversed()) {
    const value = read(declared);
    if (value !== undefined) return value;
  }
  return undefined;
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
