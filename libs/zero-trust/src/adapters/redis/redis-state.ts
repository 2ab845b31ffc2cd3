import type { ThrottlerStorage } from '@nestjs/throttler';
import type { StandingStore } from '../../identity/standing/standing-store.port.js';
import type { StateStore } from '../../kernel/state-store.port.js';
import { RedisConnection } from './redis-connection.js';
import { resolveRedisStateOptions, type RedisStateOptions } from './redis-state.options.js';
import { RedisStandingStore } from './redis-standing-store.js';
import { RedisStateStore } from './redis-state-store.js';
import { RedisThrottlerStorage } from './redis-throttler-storage.js';

/** What instances share in Redis, over one connection. */
export interface RedisState {
  /** For `limits.storage`. */
  readonly throttlerStorage: ThrottlerStorage;
  readonly stateStore: StateStore;
  /** For `standing.store`. */
  readonly standingStore: StandingStore;
  /** For readiness probes. @throws DependencyUnavailableError (`ZT_DEPENDENCY_UNAVAILABLE`) if Redis does not answer in time */
  ping(): Promise<void>;
  /** Ends the connection. The application that made it calls this when it shuts down. */
  close(): void;
}

/**
 * Connects to Redis in the background. While it is down, hangs or answers nonsense, whatever needs it is refused
 * (503, `ZT_DEPENDENCY_UNAVAILABLE`) within the time limit; it is used again as soon as it is back.
 *
 * @throws TypeError for malformed options
 * @example
 * const redis = redisState({ url: 'rediss://redis.internal:6380' });
 * ZeroTrustModule.forRoot({ identity, limits: { storage: redis.throttlerStorage } });
 */
export function redisState(options: RedisStateOptions): RedisState {
  const connection = new RedisConnection(resolveRedisStateOptions(options));
  return {
    throttlerStorage: new RedisThrottlerStorage(connection),
    stateStore: new RedisStateStore(connection),
    standingStore: new RedisStandingStore(connection),
    ping: async () => {
      await connection.run(
        (client) => client.ping(),
        (answer) => (answer === 'PONG' ? answer : undefined),
      );
    },
    close: () => connection.close(),
  };
}
