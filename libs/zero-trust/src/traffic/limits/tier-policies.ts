import { BootError } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import type { ResolvedLimitsOptions } from './limits.options.js';
import type { LimitPolicy } from './rate-limiter.js';

/** The identity limit of a principal. */
export type TierOf = (principal: Principal) => LimitPolicy;

/**
 * Makes the look-up from a principal to the limit of its tier. A claim that is absent, of another type or names no tier
 * leads to the default tier, or to the smallest limit: never to none.
 *
 * @throws {@link BootError} (`ZT_OPTIONS_INVALID`) if there is no tier, or the default tier is none of them
 */
export function tierPolicies(options: ResolvedLimitsOptions): TierOf {
  const windowMs = options.windowSeconds * 1000;
  const tiers = new Map<unknown, LimitPolicy>();
  for (const [tier, limit] of Object.entries(options.tiers)) {
    tiers.set(tier, {
      name: 'principal',
      code: 'ZT_PRINCIPAL_LIMITED',
      rule: `tier '${tier}'`,
      limit,
      windowMs,
      blockMs: 0,
    });
  }
  const smallest = [...tiers.values()].toSorted((a, b) => a.limit - b.limit)[0];
  const fallback = options.defaultTier === undefined ? smallest : tiers.get(options.defaultTier);
  if (fallback === undefined) throw noFallback(options.defaultTier);
  return ({ claims }) => tiers.get(claims[options.tierClaim]) ?? fallback;
}

function noFallback(defaultTier: string | undefined): BootError {
  const where = defaultTier === undefined ? 'limits.tiers' : 'limits.defaultTier';
  const problem = defaultTier === undefined ? 'has no tier' : `names '${defaultTier}', which is no tier`;
  return new BootError('ZT_OPTIONS_INVALID', [
    { where, problem, remedy: 'List at least one tier with its limit, and name one of those listed.' },
  ]);
}
