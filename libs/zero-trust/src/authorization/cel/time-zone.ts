import { LRUCache } from 'lru-cache';

const OFFSET = /^([+-]?)(\d{1,2}):(\d{1,2})$/;
const ZONES_KEPT = 50;
const LONGEST_NAME = 64;

/** Tells how far time zones are from UTC. */
export class TimeZones {
  readonly #formats = new LRUCache<string, Intl.DateTimeFormat>({ max: ZONES_KEPT });

  /**
   * Seconds east of UTC at an instant.
   *
   * @param zone - a name of the IANA database, or an offset such as `+02:00`
   * @param millis - since 1970-01-01T00:00:00Z
   * @throws {RangeError} when there is no such zone
   */
  offsetSeconds(zone: string, millis: number): number {
    if (zone === '' || zone === 'UTC') return 0;
    return zone.includes(':') ? parseOffset(zone) : this.#named(zone, millis);
  }

  #named(zone: string, millis: number): number {
    const wholeSecond = Math.floor(millis / 1_000) * 1_000;
    const parts = new Map(
      this.#format(zone)
        .formatToParts(wholeSecond)
        .map(({ type, value }) => [type, value]),
    );
    const field = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const local = new Date(0);
    // Not Date.UTC, which takes the years 0 to 99 for those of the twentieth century.
    local.setUTCFullYear(field('year'), field('month') - 1, field('day'));
    local.setUTCHours(field('hour'), field('minute'), field('second'));
    return (local.getTime() - wholeSecond) / 1_000;
  }

  #format(zone: string): Intl.DateTimeFormat {
    const known = this.#formats.get(zone);
    if (known) return known;
    if (zone.length > LONGEST_NAME) throw new RangeError('no such time zone');
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    this.#formats.set(zone, format);
    return format;
  }
}

function parseOffset(zone: string): number {
  const [, sign, hours = '', minutes = ''] = OFFSET.exec(zone) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) throw new RangeError('no such time zone');
  const seconds = Number(hours) * 3_600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}
