import { describe, expect, it } from 'vitest';
import { condition } from '../../testing/condition-builder.js';

const WITHIN = condition('ip.in_cidr(range)', 'ip: ipaddress, range: string');

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '10.9.9.9/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['::ffff:a01:203', '10.0.0.0/8', true],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['11.1.2.3', '::ffff:10.0.0.0/104', false],
    ['10.1.2.3', '::/0', false],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['fe80::1%eth0', 'fe80::/10', false],
  ])('%s in %s: %s', (ip, range, expected) => {
    expect(WITHIN.evaluate({}, { ip, range })).toBe(expected);
  });

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10/8',
    '/8',
    '',
    'fe80::%eth0/10',
    '::/129',
    'a/8/8',
  ])('has no answer for the range "%s"', (range) => {
    expect(WITHIN.evaluate({}, { ip: '10.0.0.1', range })).toMatchObject({ reason: 'condition_undecided' });
  });

  it.each([
    ['ip == ipaddress("10.1.2.3")', '::ffff:10.1.2.3'],
    ['ip == ipaddress("2001:DB8:0::1")', '2001:db8::1'],
    ['ip != ipaddress("fe80::1")', 'fe80::1%eth0'],
    ['string(ip) == "2001:db8::1"', '2001:0db8::0001'],
  ])('is the same in every notation: %s', (expression, ip) => {
    expect(condition(expression, 'ip: ipaddress').evaluate({}, { ip })).toBe(true);
  });
});
