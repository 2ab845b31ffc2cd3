import { Logger } from '@nestjs/common';
// ioredis rather than node-redis: a dead socket found by what it no longer receives, no offline queue, and EVALSHA with
// its fallback are options of it. In node-redis a command that was sent has no time limit, and writing to a hung server
// counts as a sign of life.
import { Redis } from 'ioredis';
import { withDeadline } from '../../kernel/deadline.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { ResolvedRedisStateOptions } from './redis-state.options.js';
import { STANDING_READ } from './standing-read.script.js';
import { STANDING_WRITE } from './standing-write.script.js';
import { STATE_INCREMENT } from './state-increment.script.js';
import { THROTTLER_HIT } from './throttler-hit.script.js';

const DEPENDENCY = 'redis';
const RECONNECT_STEP_MS = 50;

/** The client with this package's scripts as commands; what a server answers is checked, not believed. */
export interface RedisCommands extends Redis {
  throttlerHit(key: string, windowMs: number, limit: number, blockMs: number): Promise<unknown>;
  stateIncrement(key: string, by: number, ttlMs: number): Promise<unknown>;
  /** Keys, then arguments, as the script describes them. */
  standingWrite(...keysAndArguments: readonly (string | number)[]): Promise<unknown>;
  /** Keys, then arguments, as the script describes them. */
  standingRead(...keysAndArguments: readonly (string | number)[]): Promise<unknown>;
}

/**
 * One connection, shared by everything that keeps state in Redis. While it is down every command fails at once: nothing
 * queues up. It connects again by itself.
 */
export class RedisConnection {
  readonly #client: RedisCommands;
  readonly #timeoutMs: number;
  readonly #logger = new Logger('ZeroTrustRedis');
  #isDown = false;

  constructor({ url, keyPrefix, timeoutMs, maxReconnectDelayMs }: ResolvedRedisStateOptions) {
    this.#timeoutMs = timeoutMs;
    this.#client = new Redis(url, {
      keyPrefix,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      // A connection that brings nothing for this long is given up, with all that was sent on it: many time limits, because
      // a process that is busy for a moment has not read what is there.
      socketTimeout: 4 * timeoutMs,
      connectTimeout: 4 * timeoutMs,
      retryStrategy: (attempt) => Math.min(attempt * RECONNECT_STEP_MS, maxReconnectDelayMs),
      // After a failover the old primary refuses to write: find the new one.
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
      scripts: {
        throttlerHit: { lua: THROTTLER_HIT, numberOfKeys: 1 },
        stateIncrement: { lua: STATE_INCREMENT, numberOfKeys: 1 },
        standingWrite: { lua: STANDING_WRITE, numberOfKeys: 4 },
        standingRead: { lua: STANDING_READ, numberOfKeys: 4 },
      },
    }) as RedisCommands;
    this.#client.on('error', (error) => this.#reportDown(error));
    this.#client.on('ready', () => this.#reportUp());
  }

  /**
   * Runs a command within the time limit and checks its answer.
   *
   * @param read returns `undefined` for an answer that no Redis would give
   * @throws {@link DependencyUnavailableError} without the cause: errors of Redis repeat the command and its keys
   */
  async run<T>(
    command: (client: RedisCommands) => Promise<unknown>,
    read: (answer: unknown) => T | undefined,
  ): Promise<T> {
    const value = read(await this.#answer(command));
    if (value === undefined)
      throw new DependencyUnavailableError(DEPENDENCY, 'gave an answer of the wrong kind');
    return value;
  }

  /** Ends the connection for good, with whatever is under way. */
  close(): void {
    this.#client.disconnect();
  }

  async #answer(command: (client: RedisCommands) => Promise<unknown>): Promise<unknown> {
    const deadline = { dependency: DEPENDENCY, timeoutMs: this.#timeoutMs };
    try {
      return await withDeadline(deadline, () => command(this.#client));
    } catch (error) {
      if (error instanceof DependencyUnavailableError) throw error;
      const reason = this.#client.status === 'ready' ? `failed (${nameOf(error)})` : 'is not connected';
      throw new DependencyUnavailableError(DEPENDENCY, reason);
    }
  }

  #reportDown(error: unknown): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#logger.error(
      `Redis cannot be reached (${nameOf(error)}). What needs it is refused until it is back.`,
    );
  }

  #reportUp(): void {
    if (this.#isDown) this.#logger.log('Redis is back.');
    this.#isDown = false;
  }
}

/** The code of the operating system or the kind of error; messages may hold the address or a command. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
