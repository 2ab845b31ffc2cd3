import { systemClock, type Clock } from '../../kernel/clock.port.js';
import { FixedWindow } from './fixed-window.js';
import type {
  SynchronousThrottlerStorage,
  ThrottlerHit,
  ThrottlerVerdict,
} from './synchronous-throttler-storage.port.js';

/** Settings of {@link MemoryThrottlerStorage}. */
export interface MemoryThrottlerStorageOptions {
  readonly clock?: Clock;
  /** Bound on the keys of each window length, and on those blocked among them. @defaultValue 100000 */
  readonly maxKeysPerWindow?: number;
}

/**
 * The `ThrottlerStorage` of `@nestjs/throttler` in memory, for one process: fixed windows, constant cost per hit, no
 * timers, bounded memory. Windows of different lengths have room of their own, so a flood of addresses (windows of a
 * minute) cannot push out the counters of identities (windows of a quarter of an hour).
 *
 * The window ends `ttl` after its first hit; hit `limit + 1` blocks the key until then, or for `blockDuration` if longer.
 */
export class MemoryThrottlerStorage implements SynchronousThrottlerStorage {
  /** By throttler, then length. Keys are looked up as they come, because joining texts costs more than counting. */
  readonly #windows = new Map<string, Map<number, FixedWindow>>();
  readonly #clock: Clock;
  readonly #maxKeysPerWindow: number;

  constructor({ clock = systemClock, maxKeysPerWindow = 100_000 }: MemoryThrottlerStorageOptions = {}) {
    if (!Number.isSafeInteger(maxKeysPerWindow) || maxKeysPerWindow < 1)
      throw new RangeError(
        `MemoryThrottlerStorage: maxKeysPerWindow is ${maxKeysPerWindow}; give a whole number of at least 1.`,
      );
    this.#clock = clock;
    this.#maxKeysPerWindow = maxKeysPerWindow;
  }

  /** Keys in memory. */
  get size(): number {
    return [...this.#windows.values()]
      .flatMap((windows) => [...windows.values()])
      .reduce((total, { size }) => total + size, 0);
  }

  hit(hit: ThrottlerHit): ThrottlerVerdict {
    return this.#window(hit.throttlerName, hit.ttlMs).hit(hit, this.#clock.now());
  }

  increment(
    ...[key, ttlMs, limit, blockDurationMs, throttlerName]: IncrementParameters
  ): Promise<ThrottlerVerdict> {
    return Promise.resolve(this.hit({ key, throttlerName, ttlMs, limit, blockDurationMs }));
  }

  #window(throttlerName: string, ttlMs: number): FixedWindow {
    const known = this.#windows.get(throttlerName)?.get(ttlMs);
    if (known !== undefined) return known;
    const window = new FixedWindow(ttlMs, this.#maxKeysPerWindow);
    const windows = this.#windows.get(throttlerName) ?? new Map<number, FixedWindow>();
    this.#windows.set(throttlerName, windows.set(ttlMs, window));
    return window;
  }
}

type IncrementParameters = Parameters<SynchronousThrottlerStorage['increment']>;
