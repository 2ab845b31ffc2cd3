import { TimeZones } from '../../cel/time-zone.js';
import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import type { PolicyInput } from '../policy-input.js';
import { definePolicy } from './define-policy.js';
import { minutesOf } from './time-of-day.js';

/** Days of the week, from Sunday on. */
export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number];

/** When there is business, and by whose clock. */
export interface BusinessHoursOptions {
  /** The first minute of business, `09:00`. */
  readonly from: string;
  /** The first minute after it, `17:00`; `24:00` for the end of the day. */
  readonly to: string;
  /** @defaultValue Monday to Friday */
  readonly days?: readonly Weekday[];
  /** Name of a time zone in the IANA database, or `object` for the one of the object's attributes. */
  readonly timeZone: string;
}

const WORKDAYS: readonly Weekday[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

const zones = new TimeZones();

/**
 * It is business time by the clock on the wall, daylight saving included. An object without a time zone, or with one that does
 * not exist, leaves it undecided.
 *
 * @throws TypeError for times, days and time zones that do not exist, and if it ends before it begins
 * @example
 * @Post(':id/approve') @CanAccess('editor', 'order') @Policy(BusinessHours({ from: '09:00', to: '17:00', timeZone: 'object' }))
 */
export function BusinessHours(options: BusinessHoursOptions): PolicyDefinition {
  const { from, to, days = WORKDAYS, timeZone } = options;
  const [first, end] = boundsOf(options);
  assertDays(days);
  if (timeZone !== 'object') assertZone(timeZone);
  return definePolicy(`BusinessHours(${describeDays(days)} ${from}-${to}, ${timeZone})`, () => (input) => {
    const zone = timeZone === 'object' ? input.object?.timeZone : timeZone;
    const local = localTime(input, zone);
    if (local === undefined) return { effect: 'undecided', reason: 'the object has no known time zone' };
    const isOpen = days.includes(local.day) && local.minutes >= first && local.minutes < end;
    return isOpen ? permit() : denied(`outside ${from} to ${to} on business days`);
  });
}

function localTime(
  { environment }: PolicyInput,
  zone: unknown,
): { day: Weekday; minutes: number } | undefined {
  const millis = environment.now.getTime();
  const offset = offsetOf(zone, millis);
  if (offset === undefined) return undefined;
  const local = new Date(millis + offset * 1_000);
  return {
    day: WEEKDAYS[local.getUTCDay()] as Weekday,
    minutes: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

function offsetOf(zone: unknown, millis: number): number | undefined {
  if (typeof zone !== 'string' || zone === '') return undefined;
  try {
    return zones.offsetSeconds(zone, millis);
  } catch {
    return undefined; // There is no such zone.
  }
}

function boundsOf({ from, to }: BusinessHoursOptions): readonly [number, number] {
  const [first, end] = [minutesOf(from), minutesOf(to)];
  if (first !== undefined && end !== undefined && first < end) return [first, end];
  throw new TypeError(
    `BusinessHours: '${from}' to '${to}' is no part of a day such as '09:00' to '17:00'. For hours across midnight use anyOf with two of them.`,
  );
}

/** In the order of the week, so that two of the same days read the same. */
function describeDays(days: readonly Weekday[]): string {
  return WEEKDAYS.filter((day) => days.includes(day))
    .map((day) => day.slice(0, 3))
    .join(' ');
}

function assertDays(days: readonly unknown[]): void {
  if (days.length > 0 && days.every((day) => WEEKDAYS.includes(day as Weekday))) return;
  throw new TypeError(`BusinessHours: days are some of ${WEEKDAYS.join(', ')}.`);
}

function assertZone(zone: string): void {
  if (offsetOf(zone, 0) !== undefined) return;
  throw new TypeError(
    `BusinessHours: '${zone}' is no time zone of the IANA database, such as 'Europe/London'.`,
  );
}
