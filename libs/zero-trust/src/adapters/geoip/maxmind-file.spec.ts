import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootError } from '../../kernel/errors.js';
import { maxmindFile } from './maxmind-file.js';

const PACKAGE = createRequire(import.meta.url).resolve(
  '@ip-location-db/geo-whois-asn-country-mmdb/package.json',
);
const DATABASES = dirname(PACKAGE);
const ALL = join(DATABASES, 'geo-whois-asn-country.mmdb');

describe('maxmindFile', () => {
  const locator = maxmindFile(ALL);

  it.each([
    ['8.8.8.8', 'US'],
    ['::ffff:8.8.8.8', 'US'],
    ['::ffff:808:808', 'US'],
    ['2001:4860:4860::8888', 'US'],
    ['2001:4860:4860:0:0:0:0:8888', 'US'],
    ['81.2.69.142', 'GB'],
  ])('finds the country of %s', (address, country) => {
    expect(locator.locate(address)).toEqual({ country });
  });

  it.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '::1', 'fe80::1', 'fc00::1', '0.0.0.0'])(
    'knows no country of the private address %s',
    (address) => {
      expect(locator.locate(address)).toBeUndefined();
    },
  );

  it.each([
    '',
    'localhost',
    '8.8.8.8, 1.1.1.1',
    '8.8.8.8:443',
    '[2001:4860:4860::8888]',
    '8.8.8',
    '08.8.8.8/8',
  ])('knows no country of what is no address: %j', (address) => {
    expect(locator.locate(address)).toBeUndefined();
  });

  it('does not look for an IPv6 address among IPv4 addresses, where its first bits mean another network', () => {
    const ipv4Only = maxmindFile(join(DATABASES, 'geo-whois-asn-country-ipv4.mmdb'));
    expect(ipv4Only.locate('8.8.8.8')).toEqual({ country: 'US' });
    expect(ipv4Only.locate('808:808::1')).toBeUndefined();
  });
});

describe('maxmindFile with a file that is no database', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'geoip-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, () => Buffer]>([
    ['an empty one', () => Buffer.alloc(0)],
    ['a text', () => Buffer.from('{"country":"US"}')],
    ['one that was cut off', () => readFileSync(ALL).subarray(0, 1_000_000)],
    ['one without its beginning', () => readFileSync(ALL).subarray(1_000_000)],
  ])('refuses %s, and says which file', (_, content) => {
    const path = join(folder, 'bad.mmdb');
    writeFileSync(path, content());
    expect(() => maxmindFile(path)).toThrow(BootError);
    expect(() => maxmindFile(path)).toThrow(`maxmindFile('${path}')`);
  });

  it('refuses one that is not there', () => {
    expect(() => maxmindFile(join(folder, 'absent.mmdb'))).toThrow('ENOENT');
  });
});
