import { describe, expect, it } from 'vitest';
import { AddressLimiter } from './address-limiter.js';
import { DEFAULT_LIMITS } from './limits.options.js';
import { MemoryThrottlerStorage } from './memory-throttler-storage.js';

const LIMITS = { ...DEFAULT_LIMITS, perAddress: { limit: 2, windowSeconds: 60 } };

describe('AddressLimiter', () => {
  it('limits an address whatever it asks for, and counts a whole IPv6 /64 as one', () => {
    const limiter = new AddressLimiter(LIMITS, new MemoryThrottlerStorage({ clock: { now: () => 0 } }));
    expect(limiter.check('2001:db8::1')).toEqual({ effect: 'allow' });
    expect(limiter.check('2001:db8::2')).toEqual({ effect: 'allow' });
    expect(limiter.check('2001:db8::3')).toMatchObject({
      code: 'ZT_ADDRESS_LIMITED',
      kind: 'rate-limited',
      retryAfterSeconds: 60,
      headers: { 'ratelimit-policy': '"address";q=2;w=60', ratelimit: '"address";r=0;t=60' },
    });
    expect(limiter.check('203.0.113.9')).toEqual({ effect: 'allow' });
  });

  it('denies when the storage fails', async () => {
    const limiter = new AddressLimiter(LIMITS, {
      increment: () => Promise.reject(new Error('connection lost')),
    });
    expect(await limiter.check('203.0.113.9')).toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });
});
