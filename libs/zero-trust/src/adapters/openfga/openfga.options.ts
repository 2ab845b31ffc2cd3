import { modelProblems } from '../../authorization/relationships/model/load-model.js';
import type { TupleSource } from '../../authorization/relationships/tuples/load-tuples.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { isSecureUrl } from '../../kernel/secure-url.js';

/** Options of `openfga()`. */
export interface OpenFgaOptions {
  /** The server's HTTP API: `https`, or `http` on a loopback host. No query, no user info. */
  readonly apiUrl: string;
  /** The model's file: a path from the working directory or a file URL. Either this or `model`. */
  readonly modelFile?: string | URL;
  /** The model's text in the OpenFGA language. Either this or `modelFile`. */
  readonly model?: string;
  /** The store to use. @defaultValue the one named `storeName`, made if there is none */
  readonly storeId?: string;
  /** Names the store where no `storeId` is given. @defaultValue `'nestjs-zero-trust'` */
  readonly storeName?: string;
  /**
   * The model of the store to use; the start fails if it does not mean what the given model means.
   *
   * @defaultValue the newest one of that meaning, written if there is none
   */
  readonly modelId?: string;
  /**
   * Whether a store and a model may be written to the server at start. Without it a start fails unless both are there.
   *
   * @defaultValue true
   */
  readonly writeModel?: boolean;
  /** Sent as a bearer token. @defaultValue none */
  readonly apiToken?: string;
  /** Tuples that the store must have at start, such as those of the application's database. @defaultValue none */
  readonly tuples?: TupleSource;
  /**
   * Whether the server may answer from its caches, which forget a revocation for a while.
   *
   * @defaultValue `'higher_consistency'`: never
   */
  readonly consistency?: 'higher_consistency' | 'minimize_latency';
  /**
   * For how long a check may be answered from this process's memory, in seconds: so long can a revocation made elsewhere
   * go unnoticed here, and a server that is down. The engine's own changes empty the memory, and questions with `atLeast`,
   * a context or contextual tuples pass it by.
   *
   * @defaultValue 0: every check is asked
   */
  readonly decisionCacheSeconds?: number;
  /**
   * The server's `OPENFGA_LIST_USERS_MAX_RESULTS`: it cuts a list of subjects there without a word, so a list of that
   * length is taken for cut and refused.
   *
   * @defaultValue 1,000
   */
  readonly maxListedSubjects?: number;
  /** How long a check, a batch of checks or a page of tuples may take, retries included. @defaultValue 1,500 */
  readonly timeoutMs?: number;
  /** How long a change of tuples may take, retries included. @defaultValue 3,000 */
  readonly writeTimeoutMs?: number;
  /**
   * How long a listing may take. The server ends one that takes longer than its `OPENFGA_LIST_OBJECTS_DEADLINE` (3 s
   * unless set) as if it were complete, so this must be less.
   *
   * @defaultValue 2,500
   */
  readonly listTimeoutMs?: number;
  /** How long reading all pages of tuples may take. @defaultValue 30,000 */
  readonly readTimeoutMs?: number;
  /** How long model, store and tuples may each take at start. @defaultValue 30 */
  readonly loadTimeoutSeconds?: number;
  /** Further attempts at what can be repeated, within the same deadline. @defaultValue 2 */
  readonly maxRetries?: number;
  /** Failures in a row after which the server counts as down and is not asked. @defaultValue 5 */
  readonly breakerFailures?: number;
  /** How long a server that is down is left alone before one question tries it again. @defaultValue 1,000 */
  readonly breakerCooldownMs?: number;
}

const DEFAULTS = Object.freeze({
  storeName: 'nestjs-zero-trust',
  writeModel: true,
  tuples: [],
  consistency: 'higher_consistency',
  decisionCacheSeconds: 0,
  maxListedSubjects: 1_000,
  timeoutMs: 1_500,
  writeTimeoutMs: 3_000,
  listTimeoutMs: 2_500,
  readTimeoutMs: 30_000,
  loadTimeoutSeconds: 30,
  maxRetries: 2,
  breakerFailures: 5,
  breakerCooldownMs: 1_000,
});

const NUMBERS = [
  'maxListedSubjects',
  'timeoutMs',
  'writeTimeoutMs',
  'listTimeoutMs',
  'readTimeoutMs',
  'loadTimeoutSeconds',
  'breakerFailures',
  'breakerCooldownMs',
] as const;

const IDS = ['storeId', 'modelId'] as const;
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(DEFAULTS),
  ...IDS,
  'apiUrl',
  'modelFile',
  'model',
  'apiToken',
]);

/** The options with their defaults, checked. */
export type ResolvedOpenFgaOptions = OpenFgaOptions & Required<Pick<OpenFgaOptions, keyof typeof DEFAULTS>>;

/** @throws {RelationshipError} `invalid_configuration` that lists everything wrong, and no secret */
export function resolveOpenFgaOptions(options: OpenFgaOptions): ResolvedOpenFgaOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved = Object.freeze({ ...DEFAULTS, ...(given as unknown as OpenFgaOptions) });
  const problems = [
    ...unknownKeys(options),
    ...modelProblems(resolved),
    ...serverProblems(resolved),
    ...storeProblems(options, resolved),
    ...numberProblems(resolved),
  ];
  if (problems.length === 0) return resolved;
  throw new RelationshipError('invalid_configuration', `openfga(): ${problems.join('; ')}`);
}

function unknownKeys(options: object): readonly string[] {
  return Object.keys(options)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `"${key}" is not an option; known are ${[...KNOWN].join(', ')}`);
}

function* serverProblems({
  apiUrl,
  apiToken,
  consistency,
  writeModel,
}: ResolvedOpenFgaOptions): Generator<string> {
  if (typeof writeModel !== 'boolean') yield '"writeModel" must be true or false';
  if (typeof apiUrl !== 'string' || !isSecureUrl(apiUrl) || apiUrl.includes('?')) {
    yield '"apiUrl" must be an https URL, or http on a loopback host, without query, fragment and user info';
  }
  // Anything else could not be sent as a header; a blank token would be no protection at all.
  if (apiToken !== undefined && !(typeof apiToken === 'string' && /^[\x21-\x7e]+$/u.test(apiToken))) {
    yield '"apiToken" must be visible ASCII characters without spaces';
  }
  if (consistency !== 'higher_consistency' && consistency !== 'minimize_latency') {
    yield '"consistency" must be "higher_consistency" or "minimize_latency"';
  }
}

function* storeProblems(options: OpenFgaOptions, { storeName }: ResolvedOpenFgaOptions): Generator<string> {
  for (const key of IDS) {
    if (options[key] !== undefined && !isUlid(options[key])) yield `"${key}" must be a ULID`;
  }
  if (options.storeId !== undefined && options.storeName !== undefined) {
    yield 'give either "storeId" or "storeName"; both are set';
  }
  if (options.modelId !== undefined && options.storeId === undefined) {
    yield '"modelId" needs the "storeId" that it belongs to';
  }
  if (typeof storeName !== 'string' || !/^[a-zA-Z0-9\s./^_&@-]{3,64}$/u.test(storeName)) {
    yield '"storeName" must be 3 to 64 letters, digits or any of ./^_&@-';
  }
}

function isUlid(value: unknown): boolean {
  return typeof value === 'string' && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u.test(value);
}

function* numberProblems(options: ResolvedOpenFgaOptions): Generator<string> {
  for (const key of NUMBERS) {
    if (!Number.isSafeInteger(options[key]) || options[key] < 1) {
      yield `"${key}" must be a whole number of at least 1`;
    }
  }
  const { decisionCacheSeconds } = options;
  if (
    typeof decisionCacheSeconds !== 'number' ||
    !(decisionCacheSeconds >= 0 && decisionCacheSeconds <= 60)
  ) {
    yield '"decisionCacheSeconds" must be a number from 0 to 60';
  }
  if (!Number.isSafeInteger(options.maxRetries) || options.maxRetries < 0 || options.maxRetries > 10) {
    yield '"maxRetries" must be a whole number from 0 to 10';
  }
}
