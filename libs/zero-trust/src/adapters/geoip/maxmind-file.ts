import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Reader, type Response } from 'mmdb-lib';
import { BootError } from '../../kernel/errors.js';
import type { GeoLocation, GeoLocator } from '../../kernel/geo-locator.port.js';

/** What databases of countries and of cities say of an address; makers differ in the names. */
interface CountryRecord {
  readonly country?: { readonly iso_code?: unknown };
  readonly country_code?: unknown;
}

/**
 * Finds countries in a file of MaxMind's format (`.mmdb`): databases of countries or cities by MaxMind, DB-IP, IPinfo and others.
 * It is read once; a lookup takes a few microseconds. Needs the package `mmdb-lib`.
 *
 * @throws {@link BootError} `ZT_OPTIONS_INVALID` if the file cannot be read, or is no such database
 * @example
 * ZeroTrustModule.forRoot({ identity, policies: { geoLocator: maxmindFile('geo-country.mmdb') } })
 */
export function maxmindFile(path: string): GeoLocator {
  const reader = open(path);
  return { locate: (address) => locate(reader, address) };
}

/** Of a public network, so that it is really looked up. */
const SOMEBODY = '8.8.8.8';

function open(path: string): Reader<Response> {
  try {
    const reader = new Reader<Response>(readFileSync(path));
    locate(reader, SOMEBODY); // A file that was cut off shows it at a look-up only.
    return reader;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "no database of MaxMind's format";
    const problem = `cannot be used: ${code}`;
    const remedy = 'Name a readable .mmdb file of countries or cities.';
    throw new BootError('ZT_OPTIONS_INVALID', [{ where: `maxmindFile('${path}')`, problem, remedy }]);
  }
}

function locate(reader: Reader<Response>, address: string): GeoLocation | undefined {
  if (isIP(address) === 0) return undefined;
  // `::ffff:192.0.2.1` is what a socket of both kinds says of an IPv4 address.
  const parsed = ipaddr.process(address);
  // Private and other special addresses are nowhere, whatever a database makes of them.
  if (parsed.range() !== 'unicast') return undefined;
  // In a tree of IPv4 addresses the first bits of an IPv6 address would lead to some other network.
  if (parsed.kind() === 'ipv6' && reader.metadata.ipVersion === 4) return undefined;
  const record = reader.get(parsed.toString()) as CountryRecord | null;
  const country = record?.country?.iso_code ?? record?.country_code;
  return typeof country === 'string' ? { country } : undefined;
}
