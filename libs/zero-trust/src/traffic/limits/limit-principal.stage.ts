import { Inject, Injectable } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { ALLOW, deny, type Decision } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import { PerPrincipal } from '../../kernel/per-principal.js';
import type { Principal } from '../../kernel/principal.js';
import { isPublic } from '../../kernel/public.decorator.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { addressGroup } from '../address/source-address.js';
import { declaredThrottles, skipsThrottling, type DeclaredThrottle } from './declared-throttles.js';
import { ResolvedLimitsOptions } from './limits.options.js';
import { RateLimiter, type LimitPolicy } from './rate-limiter.js';
import type { ThrottlerShortCut } from './synchronous-throttler-storage.port.js';
import { tierPolicies, type TierOf } from './tier-policies.js';

/** What a principal is counted by for all routes. */
interface KnownLimit extends ThrottlerShortCut {
  readonly policy: LimitPolicy;
}

/**
 * Within the limits? Each identity has one window for all routes, as wide as its tier; `@Throttle` adds windows per
 * identity and route, and `@SkipThrottle` takes the identity's window off a route. A public route is limited only by its
 * `@Throttle`, per address.
 */
@Injectable()
export class LimitPrincipalStage implements Stage {
  readonly name = 'limit-principal';
  readonly #limiter: RateLimiter;
  readonly #tierOf: TierOf;
  readonly #known = new PerPrincipal<KnownLimit>();

  constructor(
    @Inject(ResolvedLimitsOptions) private readonly options: ResolvedLimitsOptions,
    @Inject(ThrottlerStorage) storage: ThrottlerStorage,
  ) {
    this.#limiter = new RateLimiter(storage, options.storageTimeoutMs);
    this.#tierOf = tierPolicies(options);
  }

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const checks = declaredThrottles(route, report).map((throttle) => this.compileThrottle(route, throttle));
    if (!isPublic(route) && !skipsThrottling(route)) checks.unshift((context) => this.checkIdentity(context));
    return checks.length === 0 ? undefined : inTurn(checks);
  }

  describe(route: RouteDeclaration): readonly string[] {
    const throttles = declaredThrottles(route, () => undefined).map(
      ({ limit, windowMs }) => `${limit} in ${windowMs / 1000} s on this route`,
    );
    if (!isPublic(route) && !skipsThrottling(route))
      throttles.unshift(`tier in ${this.options.windowSeconds} s`);
    return throttles.map((throttle) => `per ${isPublic(route) ? 'address' : 'identity'}: ${throttle}`);
  }

  private checkIdentity({ principal }: RequestContext): MaybePromise<Decision> {
    if (principal === undefined) return unidentified();
    const known = this.#known.get(principal) ?? this.remember(principal);
    return this.#limiter.hit(principal.key, known.policy, known);
  }

  private remember(principal: Principal): KnownLimit {
    const limit = { policy: this.#tierOf(principal), counter: undefined };
    this.#known.set(principal, limit);
    return limit;
  }

  private compileThrottle(route: RouteDeclaration, throttle: DeclaredThrottle): StageCheck {
    const counted = `${route.name} ${route.method} ${route.paths.join(' ')} ${throttle.name}`;
    if (isPublic(route)) {
      const policy = policyOf(throttle, { name: 'address', code: 'ZT_ADDRESS_LIMITED' });
      return ({ request }) => this.#limiter.hit(`${counted}\n${addressGroup(request.sourceAddress)}`, policy);
    }
    const policy = policyOf(throttle, { name: 'route', code: 'ZT_PRINCIPAL_LIMITED' });
    return ({ principal }) =>
      principal === undefined ? unidentified() : this.#limiter.hit(`${counted}\n${principal.key}`, policy);
  }
}

function policyOf(
  throttle: DeclaredThrottle,
  { name, code }: Pick<LimitPolicy, 'name' | 'code'>,
): LimitPolicy {
  const { limit, windowMs, blockMs } = throttle;
  return { name, code, rule: `@Throttle '${throttle.name}'`, limit, windowMs, blockMs };
}

/** The first deny ends it: what is refused by a wide limit is not counted by the narrower ones. */
function inTurn([first, ...rest]: readonly StageCheck[]): StageCheck {
  if (first === undefined) return () => ALLOW;
  if (rest.length === 0) return first;
  const others = inTurn(rest);
  return (context) =>
    chain(first(context), (decision) => (decision.effect === 'deny' ? decision : others(context)));
}

function unidentified(): Decision {
  return deny({
    code: 'ZT_UNAUTHENTICATED',
    kind: 'unauthenticated',
    detail: 'This route needs a caller that is known.',
    reason: 'no principal to count the request for',
  });
}
