import type { Environment } from '@marcbachmann/cel-js/evaluator';
import { Duration, durationOf, Timestamp, timestampOf, withinRange } from './cel-time.js';
import { parseDuration, parseTimestamp } from './parse-time.js';
import { TimeZones } from './time-zone.js';

const SYNC = { async: false } as const;
const COMPARISONS = ['<', '<=', '>', '>='] as const;

/** What can be read off a timestamp, from the date and time of day at its offset. */
const FIELDS: Readonly<Record<string, (local: Date) => number>> = {
  getFullYear: (local) => local.getUTCFullYear(),
  getMonth: (local) => local.getUTCMonth(),
  getDate: (local) => local.getUTCDate(),
  getDayOfMonth: (local) => local.getUTCDate() - 1,
  getDayOfWeek: (local) => local.getUTCDay(),
  getDayOfYear: dayOfYear,
  getHours: (local) => local.getUTCHours(),
  getMinutes: (local) => local.getUTCMinutes(),
  getSeconds: (local) => local.getUTCSeconds(),
  getMilliseconds: (local) => local.getUTCMilliseconds(),
};

/** What can be read off a duration: all of it in that unit, in nanoseconds. */
const UNITS: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

/**
 * Gives an environment timestamps and durations that are exact to the nanosecond, in place of the library's own, which
 * are JavaScript dates. `toTimestamp` and `toDuration` stand for the language's `timestamp` and `duration`.
 */
export function registerTime(environment: Environment): Environment {
  environment.registerType('Timestamp', { ctor: Timestamp, fields: {} });
  environment.registerType('Duration', { ctor: Duration, fields: {} });
  registerConversions(environment);
  registerArithmetic(environment);
  registerFields(environment, new TimeZones());
  return environment;
}

function registerConversions(environment: Environment): void {
  const register = (signature: string, handler: (value: never) => unknown): unknown =>
    environment.registerFunction(signature, handler, SYNC);
  register('toTimestamp(string): Timestamp', (text: string) =>
    withinRange(demand(parseTimestamp(text), 'an RFC 3339 timestamp')),
  );
  register('toTimestamp(int): Timestamp', (seconds: bigint) => timestampOf(seconds * 1_000_000_000n));
  register('toTimestamp(Timestamp): Timestamp', (timestamp: Timestamp) => timestamp);
  register('toDuration(string): Duration', (text: string) => demand(parseDuration(text), 'a duration'));
  register('toDuration(Duration): Duration', (duration: Duration) => duration);
  register('toInt(Timestamp): int', (timestamp: Timestamp) => timestamp.seconds);
  register('toInt(Duration): int', (duration: Duration) => duration.nanos);
  register('string(Timestamp): string', String);
  register('string(Duration): string', String);
}

function registerArithmetic(environment: Environment): void {
  for (const type of ['Timestamp', 'Duration'] as const) {
    environment.registerOperator(`${type} == ${type}`, (a: Timestamp, b: Timestamp) => a.nanos === b.nanos);
    for (const operator of COMPARISONS)
      environment.registerOperator(`${type} ${operator} ${type}`, COMPARE[operator]);
  }
  environment
    .registerOperator('Timestamp - Timestamp: Duration', (a: Timestamp, b: Timestamp) =>
      durationOf(a.nanos - b.nanos),
    )
    .registerOperator('Timestamp + Duration: Timestamp', (a: Timestamp, b: Duration) => a.plus(b.nanos))
    .registerOperator('Timestamp - Duration: Timestamp', (a: Timestamp, b: Duration) => a.plus(-b.nanos))
    .registerOperator('Duration + Timestamp: Timestamp', (a: Duration, b: Timestamp) => b.plus(a.nanos))
    .registerOperator('Duration + Duration: Duration', (a: Duration, b: Duration) =>
      durationOf(a.nanos + b.nanos),
    )
    .registerOperator('Duration - Duration: Duration', (a: Duration, b: Duration) =>
      durationOf(a.nanos - b.nanos),
    );
}

type Instant = Timestamp | Duration;

const COMPARE: Readonly<Record<(typeof COMPARISONS)[number], (a: Instant, b: Instant) => boolean>> = {
  '<': (a, b) => a.nanos < b.nanos,
  '<=': (a, b) => a.nanos <= b.nanos,
  '>': (a, b) => a.nanos > b.nanos,
  '>=': (a, b) => a.nanos >= b.nanos,
};

function registerFields(environment: Environment, zones: TimeZones): void {
  for (const [name, read] of Object.entries(FIELDS)) {
    const at = (timestamp: Timestamp, offset: number): bigint => BigInt(read(localDate(timestamp, offset)));
    const here = (timestamp: Timestamp): bigint => at(timestamp, timestamp.offsetSeconds);
    const there = (timestamp: Timestamp, zone: string): bigint =>
      at(timestamp, zones.offsetSeconds(zone, toMillis(timestamp)));
    environment.registerFunction(`Timestamp.${name}(): int`, here, SYNC);
    environment.registerFunction(`Timestamp.${name}(string): int`, there, SYNC);
  }
  for (const [name, nanos] of Object.entries(UNITS)) {
    environment.registerFunction(
      `Duration.${name}(): int`,
      (duration: Duration) => duration.nanos / nanos,
      SYNC,
    );
  }
}

function localDate(timestamp: Timestamp, offsetSeconds: number): Date {
  return new Date(toMillis(timestamp) + offsetSeconds * 1_000);
}

function toMillis({ nanos, seconds }: Timestamp): number {
  return Number(seconds * 1_000n + (nanos - seconds * 1_000_000_000n) / 1_000_000n);
}

function dayOfYear(local: Date): number {
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  return Math.round((midnight - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000);
}

function demand<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SyntaxError(`the text is not ${what}`);
  return value;
}
