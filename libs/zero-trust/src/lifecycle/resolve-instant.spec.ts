import { describe, expect, it } from 'vitest';
import { resolveInstant } from './resolve-instant.js';

describe('resolveInstant', () => {
  it.each([
    ['2027-12-31', '2027-12-31T00:00:00.000Z'],
    ['2027-12-31T23:59Z', '2027-12-31T23:59:00.000Z'],
    ['2027-12-31T23:59:59Z', '2027-12-31T23:59:59.000Z'],
    ['2027-12-31T23:59:59.5Z', '2027-12-31T23:59:59.500Z'],
    ['2027-12-31T23:59:59+02:00', '2027-12-31T21:59:59.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(resolveInstant(text, {})).toBe(Date.parse(instant));
  });

  it.each([
    '',
    'soon',
    '2027',
    '2027-12',
    '2027-13-01',
    '2027-00-10',
    '2027-02-29',
    '2027-02-30',
    '2027-04-31',
    '2027-12-31T24:01:00Z',
    '2027-12-31T23:60:00Z',
    '2027-12-31T23:59:59',
    '2027-12-31T23:59:59 UTC',
    '2027-12-31 23:59:59Z',
    '2027-12-31T23:59:59+99:00',
    '31.12.2027',
    '1830297599000',
    ' 2027-12-31',
  ])('refuses %j, which means no instant or several', (text) => {
    expect(resolveInstant(text, {})).toBeUndefined();
  });

  it('resolves a name, once: a name does not stand for a name', () => {
    const names = { v1: '2027-12-31', v2: 'v1' };
    expect(resolveInstant('v1', names)).toBe(Date.parse('2027-12-31'));
    expect(resolveInstant('v2', names)).toBeUndefined();
  });

  it('knows no names but the given ones', () => {
    expect(resolveInstant('constructor', {})).toBeUndefined();
    expect(resolveInstant('__proto__', {})).toBeUndefined();
  });
});
