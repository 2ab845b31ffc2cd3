import type { ThrottlerHit, ThrottlerVerdict } from './synchronous-throttler-storage.port.js';

/** The hits of one key in one window. */
class Counter {
  hits = 0;
  /** Whether it has given way: it counts for nothing any more. */
  isGone = false;

  constructor(
    readonly window: FixedWindow,
    /** Epoch milliseconds. */
    readonly endsAt: number,
  ) {}
}

type CounterEntry = readonly [key: string, counter: Counter];

type WindowHit = Pick<ThrottlerHit, 'key' | 'limit' | 'blockDurationMs' | 'shortCut'>;

const SWEPT_PER_NEW_KEY = 2;

/**
 * Counters of all windows of one length. Each hit costs the same, however many came before; there are no timers.
 *
 * A counter is put in when its window begins, so the map's order is the order in which windows end: at `maxKeys` the
 * window that ends first gives way. Blocked keys are kept apart and never give way, so nobody can free
 * himself by flooding; while `maxKeys` of them are blocked, a new key is refused.
 */
export class FixedWindow {
  readonly #counters = new Map<string, Counter>();
  #queue = this.#counters.entries();
  /** The counter whose window ends first, if it is known. */
  #first: CounterEntry | undefined;
  readonly #blockedUntil = new Map<string, number>();
  #nextBlocked = this.#blockedUntil.entries();

  constructor(
    private readonly ttlMs: number,
    private readonly maxKeys: number,
  ) {}

  /** Keys in memory. */
  get size(): number {
    return this.#counters.size + this.#blockedUntil.size;
  }

  /** Counts one hit at `now`. */
  hit({ key, limit, blockDurationMs, shortCut }: WindowHit, now: number): ThrottlerVerdict {
    const blockedUntil = this.#activeBlock(key, now);
    if (blockedUntil !== undefined) return blocked(limit, blockedUntil - now);
    const counter = this.#running(shortCut?.counter, now) ?? this.#counter(key, now);
    if (counter === undefined) return blocked(limit, this.ttlMs);
    if (shortCut !== undefined && shortCut.counter !== counter) shortCut.counter = counter;
    counter.hits += 1;
    // Written so that a limit that is no number blocks.
    if (counter.hits <= limit) return accepted(counter.hits, counter.endsAt - now);
    const until = Math.max(counter.endsAt, now + blockDurationMs);
    this.#drop(key);
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

  /** What a short cut leads to, if it is a counter of this window that still counts. */
  #running(found: object | undefined, now: number): Counter | undefined {
    if (!(found instanceof Counter) || found.window !== this || found.isGone) return undefined;
    return found.endsAt > now ? found : undefined;
  }

  #counter(key: string, now: number): Counter | undefined {
    const running = this.#running(this.#counters.get(key), now);
    if (running !== undefined) return running;
    this.#sweep(now);
    if (this.#blockedUntil.size >= this.maxKeys) return undefined;
    const counter = new Counter(this, now + this.ttlMs);
    // Goes to the end, also where a window of the same key has ended.
    this.#drop(key);
    if (this.#counters.size >= this.maxKeys) this.#dropFirst();
    this.#counters.set(key, counter);
    return counter;
  }

  /** Twice as fast as keys come in, so that what has ended does not pile up. */
  #sweep(now: number): void {
    for (let swept = 0; swept < SWEPT_PER_NEW_KEY; swept += 1) {
      const [, first] = this.#oldest() ?? [];
      if (first !== undefined && first.endsAt <= now) this.#dropFirst();
      this.#sweepBlocked(now);
    }
  }

  #dropFirst(): void {
    const [first] = this.#oldest() ?? [];
    if (first !== undefined) this.#drop(first);
  }

  /** One iterator goes on from where it stopped: a new one would step over everything that has been deleted since. */
  #oldest(): CounterEntry | undefined {
    while (this.#first === undefined || this.#first[1].isGone) {
      if (this.#counters.size === 0) return undefined;
      const next = this.#queue.next();
      if (next.done === true) this.#queue = this.#counters.entries();
      else this.#first = next.value;
    }
    return this.#first;
  }

  #drop(key: string): void {
    const counter = this.#counters.get(key);
    if (counter === undefined) return;
    counter.isGone = true;
    this.#counters.delete(key);
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
