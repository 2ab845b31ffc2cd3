import { describe, expect, it } from 'vitest';
import { resolveRedisStateOptions } from './redis-state.options.js';

const URL_WITH_PASSWORD = 'redis://app:hunter2@redis.internal:6379/1';

describe('resolveRedisStateOptions', () => {
  it('fills in the defaults and freezes the result', () => {
    const resolved = resolveRedisStateOptions({ url: URL_WITH_PASSWORD });
    expect(resolved).toEqual({
      url: URL_WITH_PASSWORD,
      keyPrefix: 'zero-trust:',
      timeoutMs: 250,
      maxReconnectDelayMs: 1_000,
    });
    expect(Object.isFrozen(resolved)).toBe(true);
  });

  it.each(['', 'redis.internal:6379', 'http://app:hunter2@redis', 'unix:///run/redis', undefined, null])(
    'refuses %j as an address without repeating it',
    (url) => {
      expect(() => resolveRedisStateOptions({ url: url as string })).toThrow(
        /redisState\(\{ url \}\) is malformed/,
      );
      expect(() => resolveRedisStateOptions({ url: url as string })).not.toThrow(/hunter2/);
    },
  );

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '250'])(
    'refuses %j as a time limit',
    (value) => {
      const timeoutMs = value as number;
      expect(() => resolveRedisStateOptions({ url: URL_WITH_PASSWORD, timeoutMs })).toThrow(/timeoutMs/);
      expect(() =>
        resolveRedisStateOptions({ url: URL_WITH_PASSWORD, maxReconnectDelayMs: timeoutMs }),
      ).toThrow(/maxReconnectDelayMs/);
    },
  );
});
