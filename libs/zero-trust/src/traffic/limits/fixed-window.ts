import { LRUCache } from 'lru-cache';
import type { ThrottlerHit, ThrottlerVerdict } from './synchronous-throttler-storage.port.js';

interface Counter {
  hits: number;
  readonly endsAt: number;
}

type WindowHit = Pick<ThrottlerHit, 'key' | 'limit' | 'blockDurationMs'>;

const SWEPT_PER_NEW_KEY = 2;

/**
 * Counters of all windows of one length. Each hit costs the same, however many came before; there are no timers.
 *
 * Counters are touched only when their window begins, so the cache's order is the order in which windows end: at
 * `maxKeys` the window that ends first gives way. Blocked keys are kept apart and never give way, so nobody can free
 * himself by flooding; while `maxKeys` of them are blocked, a new key is refused.
 */
export class FixedWindow {
  readonly #counters: LRUCache<string, Counter>;
  readonly #blockedUntil = new Map<string, number>();
  #nextBlocked = this.#blockedUntil.entries();

  constructor(
    private readonly ttlMs: number,
    private readonly maxKeys: number,
  ) {
    this.#counters = new LRUCache({ max: maxKeys });
  }

  /** Keys in memory. */
  get size(): number {
    return this.#counters.size + this.#blockedUntil.size;
  }

  /** Counts one hit at `now`. */
  hit({ key, limit, blockDurationMs }: WindowHit, now: number): ThrottlerVerdict {
    const blockedUntil = this.#activeBlock(key, now);
    if (blockedUntil !== undefined) return blocked(limit, blockedUntil - now);
    const counter = this.#counter(key, now);
    if (counter === undefined) return blocked(limit, this.ttlMs);
    counter.hits += 1;
    // Written so that a limit that is no number blocks.
    if (counter.hits <= limit) return accepted(counter.hits, counter.endsAt - now);
    const until = Math.max(counter.endsAt, now + blockDurationMs);
    this.#counters.delete(key);
    this.#blockedUntil.set(key, until);
    return blocked(limit, until - now);
  }

  #activeBlock(key: string, now: number): number | undefined {
    if (this.#blockedUntil.size === 0) return undefined;
    const until = this.#blockedUntil.get(key);
    if (until === undefined || until > now) return until;
    this.#blockedUntil.delete(key);
    return undefined;
  }

  #counter(key: string, now: number): Counter | undefined {
    const running = this.#counters.peek(key);
    if (running !== undefined && running.endsAt > now) return running;
    this.#sweep(now);
    if (this.#blockedUntil.size >= this.maxKeys) return undefined;
    const counter = { hits: 0, endsAt: now + this.ttlMs };
    this.#counters.set(key, counter);
    return counter;
  }

  /** Twice as fast as keys come in, so that what has ended does not pile up. */
  #sweep(now: number): void {
    for (let swept = 0; swept < SWEPT_PER_NEW_KEY; swept += 1) {
      const first = this.#counters.rvalues().next();
      if (first.value !== undefined && first.value.endsAt <= now) this.#counters.pop();
      this.#sweepBlocked(now);
    }
  }

  #sweepBlocked(now: number): void {
    const next = this.#nextBlocked.next();
    if (next.done === true) this.#nextBlocked = this.#blockedUntil.entries();
    else if (next.value[1] <= now) this.#blockedUntil.delete(next.value[0]);
  }
}

function accepted(totalHits: number, remainingMs: number): ThrottlerVerdict {
  return { totalHits, timeToExpire: seconds(remainingMs), isBlocked: false, timeToBlockExpire: 0 };
}

function blocked(limit: number, remainingMs: number): ThrottlerVerdict {
  const remaining = seconds(remainingMs);
  return { totalHits: limit + 1, timeToExpire: remaining, isBlocked: true, timeToBlockExpire: remaining };
}

/** The interface of `@nestjs/throttler` speaks of whole seconds. */
function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
