import type { Clock } from '../kernel/clock.port.js';
import { ALLOW, deny, type Decision } from '../kernel/decision.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { ReportFinding } from '../kernel/stage.js';
import { resolveInstant } from './resolve-instant.js';
import type { Sunsets } from './sunsets.js';
import { WEAKER_THAN } from './weaker-than.decorator.js';

/** What the check needs. */
export interface WeakerThanCheckInit {
  /** Dates by name. */
  readonly sunsets: Sunsets;
  readonly clock: Clock;
  readonly report: ReportFinding;
}

/**
 * An older version may demand less than a newer one for a time: then it is served no more. An end that is past already, or is
 * none, stops the boot.
 *
 * @returns `undefined` for a route that has no such excuse
 */
export function compileWeakerThan(
  route: RouteDeclaration,
  { sunsets, clock, report }: WeakerThanCheckInit,
): (() => Decision) | undefined {
  const declarations = route.declared(WEAKER_THAN);
  if (declarations.length === 0) return undefined;
  const ends = declarations.map(({ version, reason, until }) => {
    const end = resolveInstant(until, sunsets);
    if (typeof reason !== 'string' || reason.trim() === '') report(NO_REASON);
    if (end === undefined) report(noEnd(version, until));
    else if (end <= clock.now()) report(over(version, until));
    return end ?? -Infinity;
  });
  const end = Math.min(...ends);
  const gone = excuseOver(end);
  return () => (clock.now() < end ? ALLOW : gone);
}

const NO_REASON = {
  problem: '@WeakerThan gives no reason',
  remedy: "Say why: { reason: 'partners move to tokens with the scope', until: '2027-03-31' }.",
};

function noEnd(version: string, until: string) {
  return {
    problem: `@WeakerThan('${version}') ends at ${JSON.stringify(until)}, which is neither a date nor a known name`,
    remedy: "Use an ISO 8601 date such as 2027-03-31, or a name from the option 'sunsets'.",
  };
}

function over(version: string, until: string) {
  return {
    problem: `@WeakerThan('${version}') ended on ${until}`,
    remedy: `Demand what version ${version} demands, or remove this version.`,
  };
}

function excuseOver(end: number): Decision {
  const when = Number.isFinite(end) ? new Date(end).toISOString() : 'an unknown date';
  return deny({
    code: 'ZT_VERSION_GONE',
    kind: 'gone',
    detail: `This version ended on ${when}.`,
    reason: `it may not be weaker than a newer version any more since ${when}`,
    evidence: { weakerThanUntil: when },
  });
}
