import { modelProblems } from '../../authorization/relationships/model/load-model.js';
import type { TupleSource } from '../../authorization/relationships/tuples/load-tuples.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { ConsistencyOption } from './consistency.js';
import type { SpiceDbClients } from './spicedb-client.js';

/** Options of `spicedb()`. */
export interface SpiceDbOptions {
  /** The server's gRPC API, `host:port`: with TLS, or without on a loopback host. Either this or `clients`. */
  readonly endpoint?: string;
  /** The server's pre-shared key. Needed with `endpoint`. */
  readonly token?: string;
  /** Clients of `@authzed/authzed-node` to use instead, such as those of an embedded SpiceDB. */
  readonly clients?: SpiceDbClients;
  /** Without TLS; on a loopback host only. @defaultValue whether `endpoint` is on a loopback host and no `caCertificate` is given */
  readonly plaintext?: boolean;
  /** The certificates (PEM) to trust in place of the system's. @defaultValue none */
  readonly caCertificate?: string;
  /** The model's file in the OpenFGA language: a path from the working directory or a file URL. Either this or `model`. */
  readonly modelFile?: string | URL;
  /** The model's text in the OpenFGA language. Either this or `modelFile`. */
  readonly model?: string;
  /**
   * Whether the server may have a schema written to it at start. Without it a start fails unless the server has the
   * schema of the model.
   *
   * @defaultValue true
   */
  readonly writeSchema?: boolean;
  /** Tuples that the server must have at start, such as those of the application's database. @defaultValue none */
  readonly tuples?: TupleSource;
  /**
   * Whether the server may answer from a state that is some seconds old where a question has no `atLeast`.
   *
   * @defaultValue `'fully_consistent'`: never
   */
  readonly consistency?: ConsistencyOption;
  /** How long a check, a batch of checks may take, retries included. @defaultValue 1,500 */
  readonly timeoutMs?: number;
  /** How long a change of tuples may take, retries included. @defaultValue 3,000 */
  readonly writeTimeoutMs?: number;
  /** How long a listing may take. @defaultValue 5,000 */
  readonly listTimeoutMs?: number;
  /** How long reading tuples, or explaining a check, may take. @defaultValue 30,000 */
  readonly readTimeoutMs?: number;
  /** How long model, schema and tuples may each take at start. @defaultValue 30 */
  readonly loadTimeoutSeconds?: number;
  /** Further attempts at what can be repeated, within the same deadline. @defaultValue 2 */
  readonly maxRetries?: number;
  /** Failures in a row after which the server counts as down and is not asked. @defaultValue 5 */
  readonly breakerFailures?: number;
  /** How long a server that is down is left alone before one question tries it again. @defaultValue 1,000 */
  readonly breakerCooldownMs?: number;
}

const DEFAULTS = Object.freeze({
  writeSchema: true,
  tuples: [],
  consistency: 'fully_consistent',
  timeoutMs: 1_500,
  writeTimeoutMs: 3_000,
  listTimeoutMs: 5_000,
  readTimeoutMs: 30_000,
  loadTimeoutSeconds: 30,
  maxRetries: 2,
  breakerFailures: 5,
  breakerCooldownMs: 1_000,
});

const NUMBERS = [
  'timeoutMs',
  'writeTimeoutMs',
  'listTimeoutMs',
  'readTimeoutMs',
  'loadTimeoutSeconds',
  'breakerFailures',
  'breakerCooldownMs',
] as const;

const OTHERS = ['endpoint', 'token', 'clients', 'plaintext', 'caCertificate', 'modelFile', 'model'];
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), ...OTHERS]);
const ENDPOINT = /^(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9.-]+):\d{1,5}$/u;
const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3}):\d+$/u;

/** The options with their defaults, checked. */
export type ResolvedSpiceDbOptions = SpiceDbOptions &
  Required<Pick<SpiceDbOptions, keyof typeof DEFAULTS | 'plaintext'>>;

/** @throws {RelationshipError} `invalid_configuration` that lists everything wrong, and no secret */
export function resolveSpiceDbOptions(options: SpiceDbOptions): ResolvedSpiceDbOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const plaintext = isLoopback(options.endpoint) && options.caCertificate === undefined;
  const resolved = Object.freeze({ ...DEFAULTS, plaintext, ...(given as unknown as SpiceDbOptions) });
  const problems = [
    ...unknownKeys(options),
    ...modelProblems(resolved),
    ...serverProblems(resolved),
    ...choiceProblems(resolved),
    ...numberProblems(resolved),
  ];
  if (problems.length === 0) return resolved;
  throw new RelationshipError('invalid_configuration', `spicedb(): ${problems.join('; ')}`);
}

function isLoopback(endpoint: unknown): boolean {
  return typeof endpoint === 'string' && LOOPBACK.test(endpoint);
}

function unknownKeys(options: object): readonly string[] {
  return Object.keys(options)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `"${key}" is not an option; known are ${[...KNOWN].join(', ')}`);
}

function* serverProblems(options: ResolvedSpiceDbOptions): Generator<string> {
  const { endpoint, token, clients, plaintext, caCertificate } = options;
  if ((endpoint === undefined) === (clients === undefined)) {
    yield `give either "endpoint" or "clients"; ${endpoint === undefined ? 'neither is' : 'both are'} set`;
  }
  if (endpoint === undefined) return;
  if (typeof endpoint !== 'string' || !ENDPOINT.test(endpoint)) yield '"endpoint" must be host:port';
  // Anything else could not be sent as a header; a blank token would be no protection at all.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/u.test(token)) {
    yield '"token" must be visible ASCII characters without spaces';
  }
  if (plaintext && !isLoopback(endpoint)) yield '"plaintext" is for a loopback host only; elsewhere use TLS';
  if (caCertificate === undefined) return;
  if (plaintext) yield 'give either "plaintext" or "caCertificate"; both are set';
  if (!isCertificate(caCertificate)) yield '"caCertificate" must be certificates in PEM';
}

function isCertificate(value: unknown): boolean {
  return typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE-----');
}

function* choiceProblems({ consistency, writeSchema, plaintext }: ResolvedSpiceDbOptions): Generator<string> {
  if (consistency !== 'fully_consistent' && consistency !== 'minimize_latency') {
    yield '"consistency" must be "fully_consistent" or "minimize_latency"';
  }
  if (typeof writeSchema !== 'boolean') yield '"writeSchema" must be true or false';
  if (typeof plaintext !== 'boolean') yield '"plaintext" must be true or false';
}

function* numberProblems(options: ResolvedSpiceDbOptions): Generator<string> {
  for (const key of NUMBERS) {
    if (!Number.isSafeInteger(options[key]) || options[key] < 1) {
      yield `"${key}" must be a whole number of at least 1`;
    }
  }
  if (!Number.isSafeInteger(options.maxRetries) || options.maxRetries < 0 || options.maxRetries > 10) {
    yield '"maxRetries" must be a whole number from 0 to 10';
  }
}
