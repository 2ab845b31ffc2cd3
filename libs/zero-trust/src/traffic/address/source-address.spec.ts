import { describe, expect, it } from 'vitest';
import { addressGroup, createAddressResolver, isCidr } from './source-address.js';

describe('the source address', () => {
  it('is the peer, and the header is ignored, without trusted proxies', () => {
    const resolve = createAddressResolver([]);
    expect(resolve('203.0.113.9', ['198.51.100.7'])).toBe('203.0.113.9');
  });

  it('is not taken from a header that an untrusted peer sent', () => {
    const resolve = createAddressResolver(['10.0.0.0/8']);
    expect(resolve('203.0.113.9', ['198.51.100.7'])).toBe('203.0.113.9');
  });

  it('is the right-most untrusted hop, so that what the caller put left of it is forged in vain', () => {
    const resolve = createAddressResolver(['10.0.0.0/8']);
    expect(resolve('10.0.0.1', ['127.0.0.1, 198.51.100.7, 10.0.0.2'])).toBe('198.51.100.7');
  });

  it('reads several headers as one list, in order', () => {
    const resolve = createAddressResolver(['10.0.0.0/8']);
    expect(resolve('10.0.0.1', ['192.0.2.1', '198.51.100.7', '10.0.0.2'])).toBe('198.51.100.7');
  });

  it.each(['unknown', '', '198.51.100.7:80', '[2001:db8::1]', '0x7f.1', '10.1', '010.0.0.1', 'fe80::1%eth0'])(
    'never believes the malformed entry %j: the walk ends at the last trusted hop',
    (entry) => {
      const resolve = createAddressResolver(['10.0.0.0/8']);
      expect(resolve('10.0.0.1', [`192.0.2.1, ${entry}, 10.0.0.2`])).toBe('10.0.0.2');
    },
  );

  it('is the farthest hop if all are trusted', () => {
    const resolve = createAddressResolver(['10.0.0.0/8']);
    expect(resolve('10.0.0.1', ['10.0.0.3, 10.0.0.2'])).toBe('10.0.0.3');
  });

  it('is IPv4 again where a dual-stack socket or a proxy maps it into IPv6', () => {
    expect(createAddressResolver([])('::ffff:203.0.113.9', [])).toBe('203.0.113.9');
    const resolve = createAddressResolver(['10.0.0.0/8']);
    expect(resolve('::ffff:10.0.0.1', ['::ffff:cb00:7109'])).toBe('203.0.113.9');
  });

  it('trusts IPv6 ranges, single addresses, and IPv4 ranges that are written as mapped', () => {
    expect(createAddressResolver(['2001:db8::/32'])('2001:db8::1', ['198.51.100.7'])).toBe('198.51.100.7');
    expect(createAddressResolver(['10.0.0.1'])('10.0.0.1', ['198.51.100.7'])).toBe('198.51.100.7');
    expect(createAddressResolver(['10.0.0.1'])('10.0.0.2', ['198.51.100.7'])).toBe('10.0.0.2');
    expect(createAddressResolver(['2001:db8::1'])('2001:db8::2', ['198.51.100.7'])).toBe('2001:db8::2');
    expect(createAddressResolver(['::ffff:10.0.0.0/104'])('10.9.9.9', ['198.51.100.7'])).toBe('198.51.100.7');
  });

  it('does not take an IPv6 range for one of IPv4', () => {
    expect(createAddressResolver(['::/0'])('10.0.0.1', ['198.51.100.7'])).toBe('10.0.0.1');
  });

  it('refuses a range that is none when it is made', () => {
    expect(() => createAddressResolver(['10.0.0.0/33'])).toThrow(
      /'10\.0\.0\.0\/33' is no address or CIDR range/,
    );
  });
});

describe('isCidr', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '10.0.0.1', '::1', '2001:db8::/32', '::/128'])('takes %s', (value) => {
    expect(isCidr(value)).toBe(true);
  });

  it.each([
    '',
    '10/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::/129',
    '0x0a.0.0.0/8',
    'fe80::%e/10',
    '10.0.0.0/-1',
    'loopback',
  ])('refuses %j', (value) => {
    expect(isCidr(value)).toBe(false);
  });
});

describe('addressGroup', () => {
  it('counts an IPv4 address for itself, mapped or not', () => {
    expect(addressGroup('203.0.113.9')).toBe('203.0.113.9');
    expect(addressGroup('::ffff:203.0.113.9')).toBe('203.0.113.9');
  });

  it('counts all addresses of an IPv6 /64 as one, and the next /64 as another', () => {
    expect(addressGroup('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64');
    expect(addressGroup('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe('2001:db8:1:2::/64');
    expect(addressGroup('2001:db8:1:3::1')).not.toBe('2001:db8:1:2::/64');
  });

  it('counts what is no address for itself', () => {
    expect(addressGroup('')).toBe('');
    expect(addressGroup('a:b')).toBe('a:b');
  });
});
