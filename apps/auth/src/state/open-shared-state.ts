import type { StateStore } from 'nestjs-zero-trust';
import { redisState } from 'nestjs-zero-trust/redis';
import type { AuthDatabase, AuthEnvironment, Clock } from '../auth.tokens.js';
import { SqlStateStore } from './sql-state-store.js';

/** State that all instances share, and how to let go of it. */
export interface SharedState {
  readonly stateStore: StateStore;
  close(): void;
}

/** What the state stands on. */
export interface SharedStateParts {
  readonly environment: AuthEnvironment;
  readonly database: AuthDatabase;
  readonly clock: Clock;
}

/** In Redis where there is one, otherwise in the database. */
export function openSharedState({ environment, database, clock }: SharedStateParts): SharedState {
  const { redisUrl } = environment;
  if (redisUrl === undefined)
    return { stateStore: new SqlStateStore(database, clock), close: () => undefined };
  const redis = redisState({ url: redisUrl, keyPrefix: 'auth:' });
  return { stateStore: redis.stateStore, close: () => redis.close() };
}
