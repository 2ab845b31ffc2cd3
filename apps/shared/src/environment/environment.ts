import { EnvironmentError, type EnvironmentProblem } from './environment-error.js';
import {
  parseAudience,
  parseCidrList,
  parseDatabaseUrl,
  parseDate,
  parseDirectory,
  parseHost,
  parseIssuer,
  parseNodeEnv,
  parsePort,
  parseRedisUrl,
  parseToken,
  parseUlid,
  type NodeEnvironment,
} from './parsers.js';

/** What the sample's processes read from the environment, validated and typed. */
export interface SampleEnvironment {
  /** `NODE_ENV`. @defaultValue `development` */
  readonly nodeEnv: NodeEnvironment;
  /** Address that both processes bind to (`HOST`). @defaultValue `127.0.0.1` */
  readonly host: string;
  /** TCP port of the orders API (`PORT`). @defaultValue 3000 */
  readonly port: number;
  /** TCP port of the authorization server (`AUTH_PORT`). @defaultValue 4000 */
  readonly authPort: number;
  /** Issuer URL that tokens name (`AUTH_ISSUER`). @defaultValue `http://localhost:AUTH_PORT` */
  readonly authIssuer: string;
  /** Audience that access tokens must name (`API_AUDIENCE`). @defaultValue `https://api.orders.example` */
  readonly apiAudience: string;
  /** PostgreSQL connection string (`DATABASE_URL`); undefined means the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Redis connection string (`REDIS_URL`); undefined means that state lives in the memory of each process. */
  readonly redisUrl: string | undefined;
  /** URL of an OpenFGA server (`OPENFGA_URL`); undefined means that relationships are evaluated in each process. */
  readonly openfgaUrl: string | undefined;
  /** The OpenFGA store to use (`OPENFGA_STORE_ID`). @defaultValue the one named `orders`, made if there is none */
  readonly openfgaStoreId: string | undefined;
  /** The model of that store to use (`OPENFGA_MODEL_ID`). @defaultValue the sample's, written if it is not there */
  readonly openfgaModelId: string | undefined;
  /** Token for the OpenFGA server (`OPENFGA_API_TOKEN`). @defaultValue none */
  readonly openfgaApiToken: string | undefined;
  /** Absolute path of the data directory (`DATA_DIR`). @defaultValue `.data` in the working directory */
  readonly dataDir: string;
  /** CIDR ranges whose forwarding headers are believed (`TRUSTED_PROXIES`). @defaultValue none */
  readonly trustedProxies: readonly string[];
  /** Moment at which v1 of the API stops (`SUNSET_V1`). @defaultValue 2027-12-31T23:59:59Z */
  readonly sunsetV1: Date;
}

interface Variable<Value> {
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
const ULID_EXPECTED = 'a ULID: 26 digits and capital letters';

const VARIABLES: { readonly [Key in keyof SampleEnvironment]: Variable<SampleEnvironment[Key]> } = {
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
  dataDir: {
    name: 'DATA_DIR',
    expected: 'a path that is a directory or does not exist yet',
    parse: parseDirectory,
    defaultValue: () => parseDirectory('.data') ?? '.data',
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    expected: 'addresses or CIDR ranges separated by commas, such as 10.0.0.0/8,::1',
    parse: parseCidrList,
    defaultValue: () => [],
  },
  sunsetV1: {
    name: 'SUNSET_V1',
    expected: 'an ISO 8601 date and time with its offset, such as 2027-12-31T23:59:59Z',
    parse: parseDate,
    defaultValue: () => new Date('2027-12-31T23:59:59Z'),
  },
};

/**
 * Reads the named settings. Nothing is read that the process did not ask for.
 *
 * @param keys the settings that the process needs
 * @param source where to read; tests hand in their own
 * @throws {@link EnvironmentError} listing every malformed or missing variable at once
 */
export function readEnvironment<Key extends keyof SampleEnvironment>(
  keys: readonly Key[],
  source: NodeJS.ProcessEnv = process.env,
): Readonly<Pick<SampleEnvironment, Key>> {
  const problems: EnvironmentProblem[] = [];
  const entries = keys.map((key) => [key, readVariable({ variable: VARIABLES[key], source, problems })]);
  if (problems.length > 0) throw new EnvironmentError(problems);
  return Object.freeze(Object.fromEntries(entries) as Pick<SampleEnvironment, Key>);
}

interface Reading {
  readonly variable: Variable<unknown>;
  readonly source: NodeJS.ProcessEnv;
  readonly problems: EnvironmentProblem[];
}

function readVariable({ variable, source, problems }: Reading): unknown {
  const { name, expected } = variable;
  const text = source[name];
  if (text === undefined) {
    if (variable.requiredInProduction !== undefined && source['NODE_ENV'] === 'production')
      problems.push({ variable: name, holds: 'nothing, and production has no default', expected });
    return variable.defaultValue(source);
  }
  const value = variable.parse(text);
  if (value === undefined) problems.push({ variable: name, holds: quote(variable, text), expected });
  return value;
}

function quote(variable: Variable<unknown>, text: string): string {
  if (text === '') return 'an empty text';
  if (variable.secret !== undefined) return 'a value that is not shown because it may hold a password';
  return JSON.stringify(text.slice(0, 100));
}
