export { redisState, type RedisState } from './redis-state.js';
export type { RedisStateOptions } from './redis-state.options.js';
