import type { SampleEnvironment } from './environment.js';
import { parseGeoDatabase } from './parse-geo-database.js';
import {
  parseAudience,
  parseCidrList,
  parseDatabaseUrl,
  parseDate,
  parseDirectory,
  parseEndpoint,
  parseFile,
  parseGraceSeconds,
  parseHost,
  parseHttpAdapter,
  parseIssuer,
  parseNodeEnv,
  parsePort,
  parseRedisUrl,
  parseSpans,
  parseToken,
  parseUlid,
  parseUrlList,
} from './parsers.js';

/** One environment variable: how it is called, read, and what stands in for it. */
export interface Variable<Value> {
  readonly name: string;
  readonly expected: string;
  /** Returns undefined where the text is malformed. */
  readonly parse: (text: string) => Value | undefined;
  /** A secret's value is never repeated in a message. */
  readonly secret?: true;
  /** The default is fit for demonstrations only. */
  readonly requiredInProduction?: true;
  readonly defaultValue: (source: NodeJS.ProcessEnv) => Value;
}

const PORT_EXPECTED = 'a whole number from 1 to 65535';
const PEM_EXPECTED = 'the path of a PEM file';
const ULID_EXPECTED = 'a ULID: 26 digits and capital letters';

/** Every variable that the sample knows, by the setting that it gives. */
export const VARIABLES: { readonly [Key in keyof SampleEnvironment]: Variable<SampleEnvironment[Key]> } = {
  nodeEnv: {
    name: 'NODE_ENV',
    expected: 'development, test or production',
    parse: parseNodeEnv,
    defaultValue: () => 'development',
  },
  host: {
    name: 'HOST',
    expected: 'an IP address or a host name to bind to',
    parse: parseHost,
    defaultValue: () => '127.0.0.1',
  },
  httpAdapter: {
    name: 'HTTP_ADAPTER',
    expected: 'express or fastify',
    parse: parseHttpAdapter,
    defaultValue: () => 'express',
  },
  port: { name: 'PORT', expected: PORT_EXPECTED, parse: parsePort, defaultValue: () => 3000 },
  authPort: { name: 'AUTH_PORT', expected: PORT_EXPECTED, parse: parsePort, defaultValue: () => 4000 },
  authIssuer: {
    name: 'AUTH_ISSUER',
    expected: 'an https URL without query or fragment, or http on a loopback host',
    parse: parseIssuer,
    requiredInProduction: true,
    defaultValue: (source) => `http://localhost:${source['AUTH_PORT'] ?? '4000'}`,
  },
  apiAudience: {
    name: 'API_AUDIENCE',
    expected: 'an absolute URI without fragment',
    parse: parseAudience,
    requiredInProduction: true,
    defaultValue: () => 'https://api.orders.example',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    expected: 'a connection string such as postgres://user@host:5432/database',
    parse: parseDatabaseUrl,
    secret: true,
    defaultValue: () => undefined,
  },
  redisUrl: {
    name: 'REDIS_URL',
    expected: 'a connection string such as redis://host:6379, or rediss:// with TLS',
    parse: parseRedisUrl,
    secret: true,
    defaultValue: () => undefined,
  },
  openfgaUrl: {
    name: 'OPENFGA_URL',
    expected: 'an https URL without query or fragment, or http on a loopback host',
    parse: parseIssuer,
    defaultValue: () => undefined,
  },
  openfgaStoreId: {
    name: 'OPENFGA_STORE_ID',
    expected: ULID_EXPECTED,
    parse: parseUlid,
    defaultValue: () => undefined,
  },
  openfgaModelId: {
    name: 'OPENFGA_MODEL_ID',
    expected: ULID_EXPECTED,
    parse: parseUlid,
    defaultValue: () => undefined,
  },
  openfgaApiToken: {
    name: 'OPENFGA_API_TOKEN',
    expected: 'visible ASCII characters without spaces',
    parse: parseToken,
    secret: true,
    defaultValue: () => undefined,
  },
  spicedbEndpoint: {
    name: 'SPICEDB_ENDPOINT',
    expected: 'a host and a port, such as spicedb.example.com:443',
    parse: parseEndpoint,
    defaultValue: () => undefined,
  },
  spicedbToken: {
    name: 'SPICEDB_TOKEN',
    expected: 'visible ASCII characters without spaces',
    parse: parseToken,
    secret: true,
    defaultValue: () => undefined,
  },
  dataDir: {
    name: 'DATA_DIR',
    expected: 'a path that is a directory or does not exist yet',
    parse: parseDirectory,
    defaultValue: () => parseDirectory('.data') ?? '.data',
  },
  apiUrls: {
    name: 'API_URLS',
    expected: 'https URLs separated by commas, or http on a loopback host',
    parse: parseUrlList,
    defaultValue: (source) => [`http://localhost:${source['PORT'] ?? '3000'}`],
  },
  refreshGraceSeconds: {
    name: 'REFRESH_GRACE_SECONDS',
    expected: 'a whole number from 0 to 60',
    parse: parseGraceSeconds,
    defaultValue: () => 0,
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    expected: 'addresses or CIDR ranges separated by commas, such as 10.0.0.0/8,::1',
    parse: parseCidrList,
    defaultValue: () => [],
  },
  mtlsPort: { name: 'MTLS_PORT', expected: PORT_EXPECTED, parse: parsePort, defaultValue: () => undefined },
  authMtlsPort: {
    name: 'AUTH_MTLS_PORT',
    expected: PORT_EXPECTED,
    parse: parsePort,
    defaultValue: () => undefined,
  },
  mtlsCert: { name: 'MTLS_CERT', expected: PEM_EXPECTED, parse: parseFile, defaultValue: () => undefined },
  mtlsKey: { name: 'MTLS_KEY', expected: PEM_EXPECTED, parse: parseFile, defaultValue: () => undefined },
  mtlsCa: { name: 'MTLS_CA', expected: PEM_EXPECTED, parse: parseFile, defaultValue: () => undefined },
  mtlsCrl: { name: 'MTLS_CRL', expected: PEM_EXPECTED, parse: parseFile, defaultValue: () => undefined },
  geoipDb: {
    name: 'GEOIP_DB',
    expected: 'a file that is there and is a database in the MaxMind format (.mmdb)',
    parse: parseGeoDatabase,
    defaultValue: () => undefined,
  },
  sunsetV1: {
    name: 'SUNSET_V1',
    expected: 'an ISO 8601 date and time with its offset, such as 2027-12-31T23:59:59Z',
    parse: parseDate,
    defaultValue: () => new Date('2027-12-31T23:59:59Z'),
  },
  sunsetV1Brownouts: {
    name: 'SUNSET_V1_BROWNOUTS',
    expected: 'spans of time separated by commas, such as 2027-10-01T09:00:00Z/2027-10-01T10:00:00Z',
    parse: parseSpans,
    defaultValue: () => [],
  },
};
