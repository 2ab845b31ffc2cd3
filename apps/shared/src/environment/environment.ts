import { EnvironmentError, type EnvironmentProblem } from './environment-error.js';
import type { HttpAdapterName, NodeEnvironment, TimeSpan } from './parsers.js';
import { VARIABLES, type Variable } from './variables.js';

/** What the sample's processes read from the environment, validated and typed. */
export interface SampleEnvironment {
  /** `NODE_ENV`. @defaultValue `development` */
  readonly nodeEnv: NodeEnvironment;
  /** Address that both processes bind to (`HOST`). @defaultValue `127.0.0.1` */
  readonly host: string;
  /** What serves the orders API (`HTTP_ADAPTER`). @defaultValue `express` */
  readonly httpAdapter: HttpAdapterName;
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
  /** Address of a SpiceDB server, `host:port` (`SPICEDB_ENDPOINT`). @defaultValue none: relationships are not evaluated there */
  readonly spicedbEndpoint: string | undefined;
  /** Pre-shared key of the SpiceDB server (`SPICEDB_TOKEN`). @defaultValue none */
  readonly spicedbToken: string | undefined;
  /** Absolute path of the data directory (`DATA_DIR`). @defaultValue `.data` in the working directory */
  readonly dataDir: string;
  /** Where the APIs are that must hear of revoked tokens (`API_URLS`). @defaultValue `http://localhost:PORT` */
  readonly apiUrls: readonly string[];
  /** For how long a used refresh token may be used again without being taken for stolen (`REFRESH_GRACE_SECONDS`). @defaultValue 0 */
  readonly refreshGraceSeconds: number;
  /** CIDR ranges whose forwarding headers are believed (`TRUSTED_PROXIES`). @defaultValue none */
  readonly trustedProxies: readonly string[];
  /** Port of a TLS listener that requires client certificates (`MTLS_PORT`). @defaultValue none */
  readonly mtlsPort: number | undefined;
  /** The same of the authorization server (`AUTH_MTLS_PORT`). @defaultValue none */
  readonly authMtlsPort: number | undefined;
  /** Its certificate and what leads to its root, a PEM file (`MTLS_CERT`). @defaultValue one for demonstrations */
  readonly mtlsCert: string | undefined;
  /** Its private key, a PEM file (`MTLS_KEY`). @defaultValue one for demonstrations */
  readonly mtlsKey: string | undefined;
  /** Authorities whose client certificates are believed, a PEM file (`MTLS_CA`). @defaultValue one for demonstrations */
  readonly mtlsCa: string | undefined;
  /** Revocation lists of these authorities, a PEM file (`MTLS_CRL`). @defaultValue none */
  readonly mtlsCrl: string | undefined;
  /** Database that says in which country an address is, in the MaxMind format (`GEOIP_DB`). @defaultValue the one of an npm package */
  readonly geoipDb: string | undefined;
  /** Moment at which v1 of the API stops (`SUNSET_V1`). @defaultValue 2027-12-31T23:59:59Z */
  readonly sunsetV1: Date;
  /** Spans ahead of that in which v1 is switched off already (`SUNSET_V1_BROWNOUTS`). @defaultValue none */
  readonly sunsetV1Brownouts: readonly TimeSpan[];
}

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
