const NANOS_PER_SECOND = 1_000_000_000n;
const FIRST_SECOND = -62_135_596_800n;
const LAST_SECOND = 253_402_300_799n;
const MAX_DURATION = 2n ** 63n - 1n;
const MIN_DURATION = -(2n ** 63n);

/** An instant of the Common Expression Language, exact to the nanosecond, with the offset that it was written in. */
export class Timestamp {
  constructor(
    /** Nanoseconds since 1970-01-01T00:00:00Z. */
    readonly nanos: bigint,
    /** East of UTC; what is read off without a time zone is read off at this offset, as OpenFGA does. */
    readonly offsetSeconds = 0,
  ) {}

  /** Lets the operators compare. */
  valueOf(): bigint {
    return this.nanos;
  }

  /** Whole seconds since 1970-01-01T00:00:00Z, rounded down. */
  get seconds(): bigint {
    const seconds = this.nanos / NANOS_PER_SECOND;
    return this.nanos < 0n && seconds * NANOS_PER_SECOND !== this.nanos ? seconds - 1n : seconds;
  }

  /** @throws {RangeError} when the result is no instant of the years 1 to 9999 */
  plus(nanos: bigint): Timestamp {
    return timestampOf(this.nanos + nanos, this.offsetSeconds);
  }

  /** RFC 3339 with as many digits of the second as there are. */
  toString(): string {
    const local = new Date(Number(this.seconds + BigInt(this.offsetSeconds)) * 1_000).toISOString();
    const fraction = this.nanos - this.seconds * NANOS_PER_SECOND;
    return `${local.slice(0, 19)}${formatFraction(fraction)}${formatOffset(this.offsetSeconds)}`;
  }
}

/** A span of time of the Common Expression Language, exact to the nanosecond. */
export class Duration {
  constructor(readonly nanos: bigint) {}

  /** Lets the operators compare. */
  valueOf(): bigint {
    return this.nanos;
  }

  /** In seconds, as `90s` or `0.5s`. */
  toString(): string {
    const size = this.nanos < 0n ? -this.nanos : this.nanos;
    const sign = this.nanos < 0n ? '-' : '';
    return `${sign}${size / NANOS_PER_SECOND}${formatFraction(size % NANOS_PER_SECOND)}s`;
  }
}

/** @throws {RangeError} when it is no instant of the years 1 to 9999 */
export function timestampOf(nanos: bigint, offsetSeconds = 0): Timestamp {
  return withinRange(new Timestamp(nanos, offsetSeconds));
}

/** @throws {RangeError} when it is no instant of the years 1 to 9999 */
export function withinRange(timestamp: Timestamp): Timestamp {
  if (timestamp.seconds >= FIRST_SECOND && timestamp.seconds <= LAST_SECOND) return timestamp;
  throw new RangeError('a timestamp must be of the years 1 to 9999');
}

/** @throws {RangeError} when it is longer than the 292 years that 64 bits of nanoseconds hold */
export function durationOf(nanos: bigint): Duration {
  if (isDuration(nanos)) return new Duration(nanos);
  throw new RangeError('a duration must be shorter than 292 years');
}

/** Whether 64 bits hold so many nanoseconds. */
export function isDuration(nanos: bigint): boolean {
  return nanos >= MIN_DURATION && nanos <= MAX_DURATION;
}

function formatFraction(nanos: bigint): string {
  return nanos === 0n ? '' : `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`;
}

function formatOffset(seconds: number): string {
  if (seconds === 0) return 'Z';
  const minutes = Math.abs(seconds) / 60;
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
