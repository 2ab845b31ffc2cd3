import type { ThrottlerStorage } from '@nestjs/throttler';
import type { RedisConnection } from './redis-connection.js';

type IncrementParameters = Parameters<ThrottlerStorage['increment']>;
type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * The `ThrottlerStorage` of `@nestjs/throttler` on Redis, so that all instances count together: fixed windows, one key and
 * one script per hit, the server's clock. It answers exactly what the storage in memory answers.
 *
 * The window ends `ttl` after its first hit; hit `limit + 1` blocks the key until then, or for `blockDuration` if longer.
 */
export class RedisThrottlerStorage implements ThrottlerStorage {
  constructor(private readonly connection: RedisConnection) {}

  /** @throws DependencyUnavailableError (`ZT_DEPENDENCY_UNAVAILABLE`) if Redis does not count in time */
  increment(...[key, ttlMs, limit, blockDurationMs, throttlerName]: IncrementParameters): Promise<Verdict> {
    // Windows of different lengths are apart, as in memory.
    const counted = `limit:${ttlMs}:${throttlerName}:${key}`;
    return this.connection.run(
      (client) => client.throttlerHit(counted, ttlMs, limit, blockDurationMs),
      (answer) => readVerdict(answer, limit),
    );
  }
}

function readVerdict(answer: unknown, limit: number): Verdict | undefined {
  if (!Array.isArray(answer) || answer.length !== 3 || !answer.every(isCount)) return undefined;
  const [hits, remainingMs, blocked] = answer as [number, number, number];
  const remaining = Math.ceil(remainingMs / 1_000);
  return blocked === 0
    ? { totalHits: hits, timeToExpire: remaining, isBlocked: false, timeToBlockExpire: 0 }
    : { totalHits: limit + 1, timeToExpire: remaining, isBlocked: true, timeToBlockExpire: remaining };
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
