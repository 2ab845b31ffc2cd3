import type { ReportFinding } from '../kernel/stage.js';
import { instantOf } from './instant-of.js';
import type { Brownout } from './lifetime.js';
import * as findings from './lifetime-findings.js';
import type { SunsetDeclaration } from './sunset.decorator.js';
import type { BrownoutWindow, Sunsets } from './sunsets.js';

/** What the windows of a `@Sunset` are read with. */
export interface BrownoutsInit {
  readonly names: Sunsets;
  /** Epoch milliseconds; `undefined` if it is not known, which has been reported. */
  readonly end: number | undefined;
  readonly report: ReportFinding;
}

/** The windows that stand on the route and those that the option `sunsets` has for its name, in the order of time. */
export function compileBrownouts(
  sunset: SunsetDeclaration,
  { names, end, report }: BrownoutsInit,
): readonly Brownout[] {
  const windows = [...(sunset.brownouts ?? []), ...brownoutsOf(sunset.date, names)];
  const brownouts = windows
    .flatMap((window) => readWindow(window, { names, report }))
    .toSorted((a, b) => a.from - b.from);
  reportOverlaps(brownouts, report);
  for (const brownout of brownouts) {
    if (end !== undefined && brownout.until > end) report(findings.afterTheEnd(brownout, end));
  }
  return Object.freeze(brownouts);
}

/** A long one may reach over several that begin after it. */
function reportOverlaps(brownouts: readonly Brownout[], report: ReportFinding): void {
  let longest = brownouts[0];
  for (const brownout of brownouts.slice(1)) {
    if (longest === undefined) return;
    if (brownout.from < longest.until) report(findings.overlapping(longest, brownout));
    if (brownout.until > longest.until) longest = brownout;
  }
}

function brownoutsOf(name: string, names: Sunsets): readonly BrownoutWindow[] {
  const named = Object.hasOwn(names, name) ? names[name] : undefined;
  return typeof named === 'object' ? (named.brownouts ?? []) : [];
}

function readWindow(
  window: BrownoutWindow,
  { names, report }: Pick<BrownoutsInit, 'names' | 'report'>,
): readonly Brownout[] {
  const from = instantOf(window.from, { source: "@Sunset's brownout", names, report });
  const until = instantOf(window.until, { source: "@Sunset's brownout", names, report });
  if (from === undefined || until === undefined) return [];
  if (from >= until) report(findings.endsBeforeItBegins({ from, until }));
  return [Object.freeze({ from, until })];
}
