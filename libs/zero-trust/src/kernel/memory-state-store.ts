import { checkStateEntry, checkStateIncrement, checkStateKey } from './check-state-input.js';
import { systemClock, type Clock } from './clock.port.js';
import { DependencyUnavailableError } from './errors.js';
import type { StateCounter, StateEntry, StateIncrement, StateStore } from './state-store.port.js';

/** Settings of {@link MemoryStateStore}. */
export interface MemoryStateStoreOptions {
  readonly clock?: Clock;
  /** Bound on the entries. @defaultValue 100000 */
  readonly maxEntries?: number;
}

interface Stored {
  readonly value: string;
  readonly expiresAt: number;
}

const SWEPT_PER_NEW_KEY = 2;
const DEPENDENCY = 'state store (memory)';
// As Redis reads a number: no sign of plus, no leading zeros.
const WHOLE_NUMBER = /^(?:0|-?[1-9]\d*)$/;

/**
 * The {@link StateStore} of one process. No timers: what has expired is swept while new keys come in, twice as fast as
 * they do. Nothing that lives is ever dropped, because a replay cache that forgets lets the replay through: with
 * `maxEntries` alive, a new key is refused.
 */
export class MemoryStateStore implements StateStore {
  readonly #entries = new Map<string, Stored>();
  readonly #clock: Clock;
  readonly #maxEntries: number;
  #nextSwept = this.#entries.entries();

  constructor({ clock = systemClock, maxEntries = 100_000 }: MemoryStateStoreOptions = {}) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  /** Entries in memory, those included that have expired and are not swept yet. */
  get size(): number {
    return this.#entries.size;
  }

  increment(increment: StateIncrement): StateCounter {
    checkStateIncrement(increment);
    const { key, ttlMs, by = 1 } = increment;
    const now = this.#clock.now();
    const stored = this.#alive(key, now) ?? { value: '0', expiresAt: now + ttlMs };
    const value = Number(stored.value) + by;
    if (!WHOLE_NUMBER.test(stored.value) || !Number.isSafeInteger(value))
      throw new DependencyUnavailableError(DEPENDENCY, 'the key holds no whole number, or one out of range');
    this.#store(key, { value: String(value), expiresAt: stored.expiresAt });
    return { value, remainingMs: stored.expiresAt - now };
  }

  setIfAbsent(entry: StateEntry): boolean {
    checkStateEntry(entry);
    if (this.#alive(entry.key, this.#clock.now()) !== undefined) return false;
    this.set(entry);
    return true;
  }

  set(entry: StateEntry): void {
    checkStateEntry(entry);
    this.#store(entry.key, { value: entry.value, expiresAt: this.#clock.now() + entry.ttlMs });
  }

  get(key: string): string | undefined {
    checkStateKey(key);
    return this.#alive(key, this.#clock.now())?.value;
  }

  delete(key: string): boolean {
    checkStateKey(key);
    const wasAlive = this.#alive(key, this.#clock.now()) !== undefined;
    this.#entries.delete(key);
    return wasAlive;
  }

  #alive(key: string, now: number): Stored | undefined {
    const stored = this.#entries.get(key);
    return stored !== undefined && stored.expiresAt > now ? stored : undefined;
  }

  #store(key: string, stored: Stored): void {
    if (!this.#entries.has(key)) this.#makeRoom();
    this.#entries.set(key, stored);
  }

  #makeRoom(): void {
    const now = this.#clock.now();
    for (let swept = 0; swept < SWEPT_PER_NEW_KEY; swept += 1) this.#sweepNext(now);
    if (this.#entries.size < this.#maxEntries) return;
    throw new DependencyUnavailableError(DEPENDENCY, `is full: ${this.#maxEntries} entries are alive`);
  }

  #sweepNext(now: number): void {
    const next = this.#nextSwept.next();
    if (next.done === true) this.#nextSwept = this.#entries.entries();
    else if (next.value[1].expiresAt <= now) this.#entries.delete(next.value[0]);
  }
}
