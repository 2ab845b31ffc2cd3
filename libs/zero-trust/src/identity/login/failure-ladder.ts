import { randomUUID } from 'node:crypto';
import type { ResolvedLoginProtectionOptions } from './login-protection.options.js';
import { refused, type LoginGate } from './login-gate.js';
import type { LoginRefused } from './login-attempt.js';

/** How many locks there have been since the last right guess, and how long the latest one holds. */
interface Rung {
  /** New after each right guess: what was counted before, or is still being counted, no longer matters. */
  readonly generation: string;
  readonly locks: number;
  /** Milliseconds since the epoch. */
  readonly lockedUntil: number;
}

const GROUND: Rung = { generation: 'first', locks: 0, lockedUntil: 0 };
const MAX_DOUBLINGS = 30;

/**
 * So many failures, then a lock; after it one guess at a time, each followed by a lock twice as long.
 *
 * Every rung has a counter of its own. The guess that takes the last place on a rung locks before it is checked, so of
 * any number of parallel guesses exactly as many are checked as the rung has places.
 */
export class FailureLadder implements LoginGate {
  #rung = GROUND;

  constructor(
    private readonly options: ResolvedLoginProtectionOptions,
    private readonly key: string,
  ) {}

  async look(): Promise<LoginRefused | undefined> {
    const stored = await this.options.store.get(this.#rungKey);
    this.#rung = stored === undefined ? GROUND : parse(stored);
    const remainingMs = this.#rung.lockedUntil - this.options.clock.now();
    return remainingMs > 0 ? refused('locked', remainingMs) : undefined;
  }

  async reserve(): Promise<LoginRefused | undefined> {
    const { generation, locks } = this.#rung;
    const places = locks === 0 ? this.options.maxFailures : 1;
    const key = `${this.key}:${generation}:${locks}`;
    const { value } = await this.options.store.increment({ key, ttlMs: this.#ttlMs });
    if (value < places) return undefined;
    // Also when the rung is over-full: whoever took its last place may have failed before the lock was written.
    const lockMs = await this.#lock();
    return value === places ? undefined : refused('locked', lockMs);
  }

  async settle(): Promise<void> {
    await this.#write({ ...GROUND, generation: randomUUID() });
  }

  async #lock(): Promise<number> {
    const { generation, locks } = this.#rung;
    const { firstLockSeconds, longestLockSeconds, clock } = this.options;
    const seconds = Math.min(firstLockSeconds * 2 ** Math.min(locks, MAX_DOUBLINGS), longestLockSeconds);
    const lockMs = seconds * 1_000;
    await this.#write({ generation, locks: locks + 1, lockedUntil: clock.now() + lockMs });
    return lockMs;
  }

  async #write({ generation, locks, lockedUntil }: Rung): Promise<void> {
    const value = `${generation} ${locks} ${lockedUntil}`;
    await this.options.store.set({ key: this.#rungKey, value, ttlMs: this.#ttlMs });
  }

  get #rungKey(): string {
    return `${this.key}:rung`;
  }

  get #ttlMs(): number {
    return this.options.forgetAfterSeconds * 1_000;
  }
}

function parse(stored: string): Rung {
  const [generation = '', locks, lockedUntil] = stored.split(' ');
  return { generation, locks: Number(locks), lockedUntil: Number(lockedUntil) };
}
