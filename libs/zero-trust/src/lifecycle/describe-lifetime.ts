import { iso } from './iso-instant.js';
import type { Lifetime } from './lifetime.js';

/** For the posture report: what a lifetime comes to, each date by itself. */
export function describeLifetime({ deprecatedSince, end, brownouts }: Lifetime): readonly string[] {
  return [
    ...(deprecatedSince === undefined ? [] : [`deprecated since ${iso(deprecatedSince)}`]),
    ...(end === undefined ? [] : [`ends ${iso(end)}`]),
    ...brownouts.map(({ from, until }) => `brownout ${iso(from)} to ${iso(until)}`),
  ];
}
