/** Where Redis is, and how long it may take. */
export interface RedisStateOptions {
  /** `redis://` or, with TLS, `rediss://`, with user, password and database as usual. */
  readonly url: string;
  /** Begins every key, so that applications can share a server. @defaultValue 'zero-trust:' */
  readonly keyPrefix?: string;
  /** Longest time for one command, in milliseconds; then the request is refused. @defaultValue 250 */
  readonly timeoutMs?: number;
  /** Longest time between two attempts to connect, in milliseconds. @defaultValue 1000 */
  readonly maxReconnectDelayMs?: number;
}

/** {@link RedisStateOptions} with every default filled in. */
export type ResolvedRedisStateOptions = Required<RedisStateOptions>;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError naming what is wrong, without the URL: it may hold a password
 */
export function resolveRedisStateOptions(options: RedisStateOptions): ResolvedRedisStateOptions {
  const { url, keyPrefix = 'zero-trust:', timeoutMs = 250, maxReconnectDelayMs = 1_000 } = options;
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol !== 'redis:' && protocol !== 'rediss:')
    throw new TypeError(
      'redisState({ url }) is malformed. It should be like redis://host:6379 or rediss://host:6380.',
    );
  for (const [name, value] of Object.entries({ timeoutMs, maxReconnectDelayMs })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new TypeError(`redisState({ ${name} }) should be whole milliseconds, at least 1.`);
  }
  return Object.freeze({ url, keyPrefix, timeoutMs, maxReconnectDelayMs });
}
