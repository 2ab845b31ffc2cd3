import { deny, type Deny } from '../kernel/decision.js';
import { iso } from './iso-instant.js';
import type { Brownout, Lifetime } from './lifetime.js';

/** A lifetime as its denials tell it. */
export interface EndingRoute {
  readonly lifetime: Lifetime;
  /** Epoch milliseconds. */
  readonly end: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** From the end on. */
export function versionGone({ lifetime, end, headers }: EndingRoute): Deny {
  const when = iso(end);
  return deny({
    code: 'ZT_VERSION_GONE',
    kind: 'gone',
    detail: `This version ended on ${when}.${useInstead(lifetime)}`,
    reason: `the route's sunset was ${when}`,
    evidence: { sunset: when },
    headers,
  });
}

/** In a window ahead of the end. @param now epoch milliseconds */
export function brownedOut(
  { from, until }: Brownout,
  { lifetime, end, headers, now }: EndingRoute & { readonly now: number },
): Deny {
  return deny({
    code: 'ZT_VERSION_BROWNOUT',
    kind: 'gone',
    detail: `This version is switched off until ${iso(until)}, ahead of its end on ${iso(end)}.${useInstead(lifetime)}`,
    reason: `a brownout of the route goes from ${iso(from)} to ${iso(until)}`,
    evidence: { sunset: iso(end), brownoutUntil: iso(until) },
    headers,
    retryAfterSeconds: (until - now) / 1000,
  });
}

function useInstead({ successor }: Lifetime): string {
  return successor === undefined ? '' : ` Use ${successor} instead.`;
}
