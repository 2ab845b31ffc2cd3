const OPENS_AT_HOUR = 9;
const CLOSES_AT_HOUR = 17;
const WEEKDAYS: ReadonlySet<string> = new Set(['Mon', 'Tue', 'Wed', 'Thu', 'Fri']);

/**
 * Whether an instant lies in 09:00 ≤ t < 17:00, Monday to Friday, by the wall clocks of a time zone.
 *
 * @param timeZone IANA name, for example `America/New_York`; daylight saving time is taken from its data
 * @throws RangeError for a name that is no time zone
 */
export function isOfficeHour(instant: Date, timeZone: string): boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    // Midnight is 00, never 24.
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const hour = Number(parts.get('hour'));
  return WEEKDAYS.has(parts.get('weekday') ?? '') && hour >= OPENS_AT_HOUR && hour < CLOSES_AT_HOUR;
}
