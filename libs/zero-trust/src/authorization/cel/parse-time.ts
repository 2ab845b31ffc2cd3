import { Duration, isDuration, Timestamp } from './cel-time.js';

const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,64}))?(?:Z|([+-])([01]\d|2[0-4]):([0-5]\d))$/;
const DURATION_PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const LONGEST_DURATION = 128;
const NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/**
 * Reads an RFC 3339 timestamp; digits beyond the nanosecond are cut off, leap seconds are refused.
 *
 * @returns nothing unless the text is one
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour, offsetMinute] = match;
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A day that the month does not have rolls over into the next one.
  if (Number.isNaN(local) || new Date(local).getUTCDate() !== Number(day)) return undefined;
  const distance = Number(offsetHour ?? 0) * 3_600 + Number(offsetMinute ?? 0) * 60;
  const offset = sign === '-' ? -distance : distance;
  const nanos = BigInt(local - offset * 1_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
  return new Timestamp(nanos, offset);
}

/**
 * Reads a duration as Go writes it: `1h30m`, `-1.5s`, `300ms`, `0`.
 *
 * @returns nothing unless the text is one
 */
export function parseDuration(text: string): Duration | undefined {
  if (text.length > LONGEST_DURATION) return undefined;
  const negative = text.startsWith('-');
  const size = negative || text.startsWith('+') ? text.slice(1) : text;
  const nanos = size === '0' ? 0n : sumParts(size);
  if (nanos === undefined) return undefined;
  const signed = negative ? -nanos : nanos;
  return isDuration(signed) ? new Duration(signed) : undefined;
}

function sumParts(text: string): bigint | undefined {
  let nanos = 0n;
  let position = 0;
  while (position < text.length) {
    DURATION_PART.lastIndex = position;
    const [part = '', whole = '', fraction = '', unit = ''] = DURATION_PART.exec(text) ?? [];
    const factor = NANOS[unit];
    if (factor === undefined || whole + fraction === '') return undefined;
    nanos += (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length);
    position += part.length;
  }
  return text === '' ? undefined : nanos;
}
