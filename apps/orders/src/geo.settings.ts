import { createRequire } from 'node:module';
import type { GeoLocator } from 'nestjs-zero-trust';
import { maxmindFile } from 'nestjs-zero-trust/geoip';
import type { OrdersEnvironment } from './orders.tokens.js';

const SHIPPED = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/** Says in which country callers are: by the file that `GEOIP_DB` names, or by the one of an npm package (CC0). */
export function geoLocator({ geoipDb }: Pick<OrdersEnvironment, 'geoipDb'>): GeoLocator {
  return maxmindFile(geoipDb ?? createRequire(import.meta.url).resolve(SHIPPED));
}
