import type { LimitFact } from '../../kernel/route-facts.js';
import { declaredThrottles, skipsThrottling } from '../../traffic/limits/declared-throttles.js';
import type { ResolvedLimitsOptions } from '../../traffic/limits/limits.options.js';
import type { RoutePlan } from '../plan.js';

/** Every limit that a request of the route counts against, the widest first. */
export function limitsOf(plan: RoutePlan, options: ResolvedLimitsOptions): readonly LimitFact[] {
  const { route, publicReason, skipsAddressLimit } = plan;
  const isPublic = publicReason !== undefined;
  const { perAddress, tiers, windowSeconds } = options;
  const address: LimitFact = { per: 'address', isOfRoute: false, ...perAddress };
  const identity: LimitFact = { per: 'identity', isOfRoute: false, limit: tiers, windowSeconds };
  const ofRoute = declaredThrottles(route, ignore).map(({ limit, windowMs }): LimitFact => ({
    per: isPublic ? 'address' : 'identity',
    isOfRoute: true,
    limit,
    windowSeconds: windowMs / 1000,
  }));
  return [
    ...(skipsAddressLimit ? [] : [address]),
    ...(isPublic || skipsThrottling(route) ? [] : [identity]),
    ...ofRoute,
  ];
}

/** What cannot be settled has stopped the boot. */
function ignore(): void {}
