import { describe, expect, it } from 'vitest';
import { condition } from '../../testing/condition-builder.js';

const NOON = '2024-07-01T12:00:00Z';

function holds(expression: string, t: string): unknown {
  return condition(expression, 't: timestamp').evaluate({}, { t });
}

describe('what is read off a timestamp', () => {
  it.each([
    ['t.getFullYear() == 2024', '2024-02-29T00:00:00Z'],
    ['t.getMonth() == 1', '2024-02-29T00:00:00Z'],
    ['t.getDate() == 29', '2024-02-29T00:00:00Z'],
    ['t.getDayOfMonth() == 28', '2024-02-29T00:00:00Z'],
    ['t.getDayOfWeek() == 0', '2024-03-10T00:00:00Z'],
    ['t.getDayOfYear() == 365', '2024-12-31T23:59:59Z'],
    ['t.getDayOfYear() == 183', '2024-07-02T00:00:00Z'],
    ['t.getHours() == 23 && t.getMinutes() == 59 && t.getSeconds() == 58', '2024-12-31T23:59:58.9Z'],
    ['t.getMilliseconds() == 123', '2024-12-31T23:59:58.1239Z'],
    ['t.getMilliseconds() == 500 && t.getSeconds() == 59', '1969-12-31T23:59:59.5Z'],
  ])('is %s', (expression, t) => {
    expect(holds(expression, t)).toBe(true);
  });

  it.each([
    ['t.getHours("America/New_York") == 8', NOON],
    ['t.getHours("Europe/London") == 13', NOON],
    ['t.getHours("Asia/Kolkata") == 17 && t.getMinutes("Asia/Kolkata") == 30', NOON],
    ['t.getHours("+05:30") == 17', NOON],
    ['t.getHours("-08:00") == 4', NOON],
    ['t.getHours("02:00") == 14', NOON],
    ['t.getHours("UTC") == 12', NOON],
    ['t.getDate("Pacific/Auckland") == 2', NOON],
    // The clocks of New York went from 01:59 EST to 03:00 EDT.
    ['t.getHours("America/New_York") == 1', '2024-03-10T06:59:59Z'],
    ['t.getHours("America/New_York") == 3', '2024-03-10T07:00:00Z'],
    ['t.getFullYear("America/New_York") == 99', '0099-06-01T12:00:00Z'],
  ])('in a time zone is %s', (expression, t) => {
    expect(holds(expression, t)).toBe(true);
  });

  it('without a time zone is of the offset that it was written in, as on an OpenFGA server', () => {
    expect(holds('t.getHours() == 12', '2024-07-01T12:00:00+02:00')).toBe(true);
    expect(holds('t.getHours("UTC") == 10', '2024-07-01T12:00:00+02:00')).toBe(true);
  });

  it.each(['Nowhere', 'x:y', '24:00', '00:60', '+1', 'a'.repeat(100)])('has no answer in %s', (zone) => {
    expect(holds(`t.getHours("${zone}") >= 0`, NOON)).toMatchObject({ reason: 'condition_undecided' });
  });
});

describe('the arithmetic of time', () => {
  it.each([
    't + duration("1h") == timestamp("2024-07-01T13:00:00Z")',
    'duration("1h") + t == timestamp("2024-07-01T13:00:00Z")',
    't - duration("0.000000001s") == timestamp("2024-07-01T11:59:59.999999999Z")',
    't - timestamp("2024-06-30T12:00:00Z") == duration("24h")',
    'duration("-1.5s") + duration("0.25s") == duration("-1250ms")',
    'duration("1s") - duration("2s") == duration("-1s")',
    'duration("1ns") > duration("0s") && duration("-1h") < duration("-59m")',
    'duration("90m").getHours() == 1 && duration("-90m").getHours() == -1',
    'duration("1.5s").getMilliseconds() == 1500',
    'int(t) == 1719835200 && timestamp(1719835200) == t',
    'int(duration("1.5s")) == 1500000000',
    'string(t) == "2024-07-01T12:00:00Z" && string(duration("-1.5s")) == "-1.5s"',
    't != timestamp("2024-07-01T12:00:00.000000001Z")',
  ])('is exact: %s', (expression) => {
    expect(holds(expression, NOON)).toBe(true);
  });

  it('writes the offset of a timestamp', () => {
    expect(holds('string(t) == "2024-07-01T12:00:00.5-07:30"', '2024-07-01T12:00:00.5-07:30')).toBe(true);
  });

  it.each([
    't + duration("2562047h") + duration("2562047h") > t || 1 / 0 == 0',
    'timestamp("9999-12-31T23:59:59Z") + duration("1s") > t',
    'timestamp("0001-01-01T00:00:00Z") - duration("1ns") < t',
    't - timestamp("0001-01-01T00:00:00Z") > duration("0s")',
    'duration("2562047h") + duration("2562047h") > duration("0s")',
  ])('has no answer beyond what there is: %s', (expression) => {
    const outcome = holds(expression, expression.startsWith('t +') ? '9999-12-31T00:00:00Z' : NOON);
    expect(outcome).toMatchObject({ reason: 'condition_undecided' });
  });

  it.each([
    'timestamp(253402300800) > t',
    'timestamp("2024-02-30T00:00:00Z") > t',
    't + duration("1 day") > t',
  ])('is not begun with what is no time: %s', (expression) => {
    expect(() => condition(expression, 't: timestamp')).toThrow('the value cannot be converted');
  });
});
