import { redisState, type RedisState } from 'nestjs-zero-trust/redis';
import type { OrdersEnvironment } from './orders.tokens.js';

/** Connects to the Redis that all instances share, if `REDIS_URL` names one; else each process has only its memory. */
export function openSharedState({ redisUrl }: Pick<OrdersEnvironment, 'redisUrl'>): RedisState | undefined {
  return redisUrl === undefined ? undefined : redisState({ url: redisUrl, keyPrefix: 'orders:' });
}
