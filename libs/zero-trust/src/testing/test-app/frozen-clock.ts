import type { Clock } from '../../kernel/clock.port.js';

/** A point in time: a `Date`, an ISO 8601 text, or milliseconds since the Unix epoch. */
export type Instant = Date | number | string;

/** A {@link Clock} that stands still until it is told to go on. */
export interface FrozenClock extends Clock {
  /**
   * Moves the time forwards by so many milliseconds.
   *
   * @throws RangeError for anything but a finite number of at least 0
   */
  advance(ms: number): void;
  /**
   * Makes it this time, earlier or later.
   *
   * @throws RangeError for what is no point in time
   */
  set(now: Instant): void;
}

/**
 * Stops the time, for the option `clock` of the module and of `createTokenIssuer()`.
 *
 * @param now when to begin; the machine's own time unless given
 * @throws RangeError for what is no point in time
 * @example
 * const clock = frozenClock('2027-06-30T23:59:59Z');
 * clock.advance(1_000);
 */
export function frozenClock(now: Instant = Date.now()): FrozenClock {
  let time = millisecondsOf(now);
  return {
    now: () => time,
    advance: (ms) => {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError(`advance(${ms}): pass milliseconds of at least 0; set(…) goes back.`);
      }
      time += ms;
    },
    set: (instant) => {
      time = millisecondsOf(instant);
    },
  };
}

function millisecondsOf(instant: Instant): number {
  const time = new Date(instant).getTime();
  if (!Number.isNaN(time)) return time;
  throw new RangeError(
    `${JSON.stringify(String(instant))} is no point in time; write '2027-06-30T12:00:00Z', a Date or milliseconds.`,
  );
}
