/** The time. Injected everywhere, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** Injection token of the {@link Clock} port. */
export const Clock = Symbol('Clock');

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };
