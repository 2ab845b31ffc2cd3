import type { StandingStore } from './standing-store.port.js';

/** How revocations, locks, suspensions and step-ups reach every instance. */
export interface StandingOptions {
  /**
   * Where they are kept: `redisState().standingStore`, or one on the application's database.
   *
   * @defaultValue the memory of this process, which a restart empties
   */
  readonly store?: StandingStore;
  /**
   * Time between two looks at the store, in milliseconds.
   *
   * @defaultValue 250
   */
  readonly refreshMs?: number;
  /**
   * Without a successful look for this long, requests are refused (503), in milliseconds.
   *
   * @defaultValue 5,000
   */
  readonly maxStalenessMs?: number;
  /**
   * Most facts that an instance takes on. Beyond, new ones are refused; none is ever dropped to make room.
   *
   * @defaultValue 100,000
   */
  readonly maxEntries?: number;
}

/** {@link StandingOptions} with every default filled in. */
export interface ResolvedStandingOptions extends Required<Omit<StandingOptions, 'store'>> {
  readonly store: StandingStore | undefined;
}

/** Injection token of {@link ResolvedStandingOptions}. */
export const ResolvedStandingOptions = Symbol('ResolvedStandingOptions');

/** Fills in the defaults of options that have been validated. */
export function resolveStandingOptions(options: StandingOptions = {}): ResolvedStandingOptions {
  return {
    store: options.store,
    refreshMs: options.refreshMs ?? 250,
    maxStalenessMs: options.maxStalenessMs ?? 5_000,
    maxEntries: options.maxEntries ?? 100_000,
  };
}
