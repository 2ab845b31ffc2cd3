import type { ThrottlerStorage } from '@nestjs/throttler';
import { describe, expect, it } from 'vitest';
import { isPromise } from '../../kernel/maybe-promise.js';
import { MemoryThrottlerStorage } from './memory-throttler-storage.js';
import { RateLimiter, type LimitPolicy } from './rate-limiter.js';

const POLICY: LimitPolicy = {
  name: 'principal',
  code: 'ZT_PRINCIPAL_LIMITED',
  rule: "tier 'free'",
  limit: 1,
  windowMs: 900_000,
  blockMs: 0,
};

const frozen = { now: () => 1_000_000 };

function limiterOn(increment: ThrottlerStorage['increment']): RateLimiter {
  return new RateLimiter({ increment }, 20);
}

const UNAVAILABLE = {
  effect: 'deny',
  code: 'ZT_DEPENDENCY_UNAVAILABLE',
  kind: 'unavailable',
  retryAfterSeconds: 5,
};

describe('RateLimiter', () => {
  it('answers without a promise on a storage that answers at once', () => {
    const limiter = new RateLimiter(new MemoryThrottlerStorage({ clock: frozen }), 20);
    expect(limiter.hit('alice', POLICY)).toEqual({ effect: 'allow' });
  });

  it('says when to come back, in Retry-After and the RateLimit headers', () => {
    const limiter = new RateLimiter(new MemoryThrottlerStorage({ clock: frozen }), 20);
    expect(limiter.hit('alice', POLICY)).toEqual({ effect: 'allow' });
    expect(limiter.hit('alice', POLICY)).toEqual({
      effect: 'deny',
      code: 'ZT_PRINCIPAL_LIMITED',
      kind: 'rate-limited',
      detail: 'Too many requests. Try again in 900 s.',
      reason: "tier 'free': more than 1 requests in 900 s",
      evidence: { rule: "tier 'free'", limit: 1, windowSeconds: 900 },
      headers: { 'ratelimit-policy': '"principal";q=1;w=900', ratelimit: '"principal";r=0;t=900' },
      retryAfterSeconds: 900,
    });
  });

  it('counts in any storage of @nestjs/throttler, with the parameters in its order', async () => {
    const calls: unknown[] = [];
    const limiter = limiterOn((...args) => {
      calls.push(args);
      return Promise.resolve({ totalHits: 1, timeToExpire: 900, isBlocked: false, timeToBlockExpire: 0 });
    });
    expect(await limiter.hit('alice', { ...POLICY, blockMs: 5 })).toEqual({ effect: 'allow' });
    expect(calls).toEqual([['alice', 900_000, 1, 5, 'principal']]);
  });

  it('denies what a storage counts above the limit even if it forgot to block it', async () => {
    const limiter = limiterOn(() =>
      Promise.resolve({ totalHits: 2, timeToExpire: 7, isBlocked: false, timeToBlockExpire: 0 }),
    );
    expect(await limiter.hit('alice', POLICY)).toMatchObject({
      code: 'ZT_PRINCIPAL_LIMITED',
      retryAfterSeconds: 7,
    });
  });

  it('denies what a storage has blocked, and never says to come back at once', async () => {
    const limiter = limiterOn(() =>
      Promise.resolve({ totalHits: 1, timeToExpire: 0, isBlocked: true, timeToBlockExpire: 0 }),
    );
    expect(await limiter.hit('alice', POLICY)).toMatchObject({
      code: 'ZT_PRINCIPAL_LIMITED',
      retryAfterSeconds: 1,
    });
  });

  it.each<[string, ThrottlerStorage['increment']]>([
    ['rejects', () => Promise.reject(new Error('connection lost'))],
    [
      'throws',
      () => {
        throw new Error('not connected');
      },
    ],
    ['does not answer in time', () => new Promise(() => undefined)],
    ['answers nothing', () => Promise.resolve(undefined as never)],
    ['answers no count', () => Promise.resolve({ isBlocked: false } as never)],
    ['answers no verdict', () => Promise.resolve({ totalHits: 1 } as never)],
  ])('denies if the storage %s', async (_how, increment) => {
    expect(await limiterOn(increment).hit('alice', POLICY)).toMatchObject(UNAVAILABLE);
  });

  it('denies at once if a storage that answers at once throws', () => {
    const storage = new MemoryThrottlerStorage({
      clock: {
        now: () => {
          throw new Error('no clock');
        },
      },
    });
    const decision = new RateLimiter(storage, 20).hit('alice', POLICY);
    expect(isPromise(decision)).toBe(false);
    expect(decision).toMatchObject(UNAVAILABLE);
  });
});
