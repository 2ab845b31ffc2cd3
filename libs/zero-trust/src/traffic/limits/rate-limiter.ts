import type { ThrottlerStorage } from '@nestjs/throttler';
import { withDeadline } from '../../kernel/deadline.js';
import { ALLOW, deny, type Decision } from '../../kernel/decision.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import {
  answersAtOnce,
  type SynchronousThrottlerStorage,
  type ThrottlerShortCut,
  type ThrottlerVerdict,
} from './synchronous-throttler-storage.port.js';

/** One limit: who is counted is given with each hit. */
export interface LimitPolicy {
  /** Its name in the `RateLimit` headers, and what keeps its counters apart from others. */
  readonly name: 'address' | 'principal' | 'route';
  readonly code: 'ZT_ADDRESS_LIMITED' | 'ZT_PRINCIPAL_LIMITED';
  /** For operators: which rule this is, `tier 'pro'`. */
  readonly rule: string;
  /** Requests per window; 0 accepts none. */
  readonly limit: number;
  readonly windowMs: number;
  /** Least time for which an excess blocks; 0 for the rest of the window. */
  readonly blockMs: number;
}

const DEPENDENCY = 'throttler storage';

/** Counts requests in a `ThrottlerStorage` and turns what it says into a decision. A storage that fails is a deny. */
export class RateLimiter {
  readonly #atOnce: SynchronousThrottlerStorage | undefined;

  constructor(
    private readonly storage: ThrottlerStorage,
    private readonly timeoutMs: number,
  ) {
    this.#atOnce = answersAtOnce(storage) ? storage : undefined;
  }

  /**
   * Counts one request of `key`: at once if the storage can, else within the time limit.
   *
   * @param shortCut - the same one with each hit of this key and policy, if the caller keeps any
   */
  hit(key: string, policy: LimitPolicy, shortCut?: ThrottlerShortCut): MaybePromise<Decision> {
    const { name: throttlerName, windowMs: ttlMs, limit, blockMs: blockDurationMs } = policy;
    try {
      if (this.#atOnce === undefined) return this.hitLater(key, policy);
      const hit = { key, throttlerName, ttlMs, limit, blockDurationMs, shortCut };
      return decide(this.#atOnce.hit(hit), policy);
    } catch (error) {
      return unavailable(error);
    }
  }

  private hitLater(key: string, policy: LimitPolicy): Promise<Decision> {
    const { name: throttlerName, windowMs: ttlMs, limit, blockMs: blockDurationMs } = policy;
    const { storage, timeoutMs } = this;
    return withDeadline({ dependency: DEPENDENCY, timeoutMs }, () =>
      storage.increment(key, ttlMs, limit, blockDurationMs, throttlerName),
    )
      .then((verdict) => decide(verdict, policy))
      .catch(unavailable);
  }
}

function decide(verdict: ThrottlerVerdict | undefined, policy: LimitPolicy): Decision {
  // A storage is foreign code: what it says is checked, because anything else would count as "not exceeded".
  if (!isVerdict(verdict)) throw new DependencyUnavailableError(DEPENDENCY, 'answered no count');
  const isExceeded = verdict.isBlocked || verdict.totalHits > policy.limit;
  return isExceeded ? exceeded(verdict, policy) : ALLOW;
}

function isVerdict(answer: ThrottlerVerdict | undefined): answer is ThrottlerVerdict {
  return Number.isSafeInteger(answer?.totalHits) && typeof answer?.isBlocked === 'boolean';
}

function exceeded({ timeToExpire, timeToBlockExpire }: ThrottlerVerdict, policy: LimitPolicy): Decision {
  const { name, code, rule, limit } = policy;
  const windowSeconds = Math.ceil(policy.windowMs / 1000);
  const retryAfterSeconds = Math.max(1, Math.ceil(timeToBlockExpire > 0 ? timeToBlockExpire : timeToExpire));
  return deny({
    code,
    kind: 'rate-limited',
    detail: `Too many requests. Try again in ${retryAfterSeconds} s.`,
    reason: `${rule}: more than ${limit} requests in ${windowSeconds} s`,
    evidence: { rule, limit, windowSeconds },
    headers: {
      // draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4: quota and window; remaining and reset.
      'ratelimit-policy': `"${name}";q=${limit};w=${windowSeconds}`,
      ratelimit: `"${name}";r=0;t=${retryAfterSeconds}`,
    },
    retryAfterSeconds,
  });
}

function unavailable(cause: unknown): Decision {
  if (cause instanceof DependencyUnavailableError) return cause.denial;
  return new DependencyUnavailableError(DEPENDENCY, 'failed', { cause }).denial;
}
