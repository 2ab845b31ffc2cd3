import { modelProblems } from '../model/load-model.js';
import { RelationshipError } from '../relationship-error.js';
import type { RelationshipsOption } from '../relationships-option.js';
import type { Outbox } from './outbox.port.js';
import type { TupleLedger } from './tuple-ledger.port.js';

/** Options of `withOutbox()`. */
export interface WithOutboxOptions {
  /**
   * The engine in another process, such as `openfga({…})`; not one that may answer from before what it was given, as with
   * `decisionCacheSeconds` or `consistency: 'minimize_latency'`.
   */
  readonly engine: RelationshipsOption;
  /** Where the tuples truly are, such as `sqlTupleLedger(db)`. */
  readonly ledger: TupleLedger;
  /** The changes on their way to the engine, such as `sqlOutbox({ db, name })`. */
  readonly outbox: Outbox;
  /** The model's file, the same as the engine's. Either this or `model`. */
  readonly modelFile?: string | URL;
  /** The model's text, the same as the engine's. Either this or `modelFile`. */
  readonly model?: string;
  /** How long the model, and the first comparison, may take to load. @defaultValue 30 */
  readonly loadTimeoutSeconds?: number;
  /**
   * Tuples that the engine takes along with a check. What a question cannot take along, it waits for; with 0 for every
   * change that its answer may rest on.
   *
   * @defaultValue 100, as OpenFGA and SpiceDB take
   */
  readonly maxContextualTuples?: number;
  /** Tuples that the engine takes along with a listing. @defaultValue 100, as OpenFGA and SpiceDB take */
  readonly maxListedTuples?: number;
  /** Changes that a question looks through; where more of them can concern it, it waits. @defaultValue 2,000 */
  readonly maxPendingChanges?: number;
  /** How long a question waits for changes that cannot go along with it, before it fails. @defaultValue 1,000 */
  readonly pendingTimeoutMs?: number;
  /** How often a process looks for changes that nobody told it of. @defaultValue 250 */
  readonly pollMs?: number;
  /** How long the engine may take for one change. @defaultValue 3,000 */
  readonly sendTimeoutMs?: number;
  /**
   * How long the engine may go on with a request that nobody waits for any more: at least its own request timeout, for
   * OpenFGA `OPENFGA_REQUEST_TIMEOUT`. So long, nothing is sent that the late request could undo.
   *
   * @defaultValue 3,000
   */
  readonly settleMs?: number;
  /**
   * How long a process that delivers is waited for after it last said so; more than `sendTimeoutMs` and `settleMs`
   * together.
   *
   * @defaultValue 10,000
   */
  readonly leaseMs?: number;
  /** How long a statement of the outbox, or of the ledger, may take. @defaultValue 2,000 */
  readonly outboxTimeoutMs?: number;
  /** The longest delay between two attempts at an engine that is down, or at a change that it refuses. @defaultValue 5,000 */
  readonly longestRetryMs?: number;
  /** Tuples that the engine takes as one change. @defaultValue 100 */
  readonly maxTuplesPerWrite?: number;
  /** Compares ledger and engine at each start, and puts in line what differs. @defaultValue false */
  readonly reconcileAtStart?: boolean;
}

const DEFAULTS = Object.freeze({
  loadTimeoutSeconds: 30,
  maxContextualTuples: 100,
  maxListedTuples: 100,
  maxPendingChanges: 2_000,
  pendingTimeoutMs: 1_000,
  pollMs: 250,
  sendTimeoutMs: 3_000,
  settleMs: 3_000,
  leaseMs: 10_000,
  outboxTimeoutMs: 2_000,
  longestRetryMs: 5_000,
  maxTuplesPerWrite: 100,
  reconcileAtStart: false,
});

const NUMBERS = [
  'loadTimeoutSeconds',
  'maxPendingChanges',
  'pendingTimeoutMs',
  'pollMs',
  'sendTimeoutMs',
  'settleMs',
  'leaseMs',
  'outboxTimeoutMs',
  'longestRetryMs',
  'maxTuplesPerWrite',
] as const;

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(DEFAULTS),
  'engine',
  'ledger',
  'outbox',
  'modelFile',
  'model',
]);

/** The options with their defaults, checked. */
export type ResolvedWithOutboxOptions = WithOutboxOptions &
  Required<Pick<WithOutboxOptions, keyof typeof DEFAULTS>>;

/** @throws {RelationshipError} `invalid_configuration` that lists everything wrong */
export function resolveWithOutboxOptions(options: WithOutboxOptions): ResolvedWithOutboxOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved = Object.freeze({
    ...DEFAULTS,
    ...(Object.fromEntries(given) as unknown as WithOutboxOptions),
  });
  const problems = [
    ...unknownKeys(options),
    ...modelProblems(resolved),
    ...partProblems(resolved),
    ...numberProblems(resolved),
  ];
  if (problems.length === 0) return resolved;
  throw new RelationshipError('invalid_configuration', `withOutbox(): ${problems.join('; ')}`);
}

function unknownKeys(options: object): readonly string[] {
  return Object.keys(options)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `"${key}" is not an option; known are ${[...KNOWN].join(', ')}`);
}

function partProblems(options: ResolvedWithOutboxOptions): readonly string[] {
  const missing = (['engine', 'ledger', 'outbox'] as const).filter(
    (key) => typeof options[key] !== 'object' || options[key] === null,
  );
  return [...missing.map((key) => `"${key}" is missing`), ...freshnessProblems(options)];
}

/** The ledger's tokens mean nothing to the engine, so that it cannot be asked to look past a memory of its own. */
function freshnessProblems({ engine }: ResolvedWithOutboxOptions): readonly string[] {
  const { staleBy = [] } = engine ?? {};
  if (staleBy.length === 0) return [];
  return [
    `"engine" may answer from before a delivered revocation, by its ${staleBy.join(' and ')}; leave that out`,
  ];
}

function* numberProblems(options: ResolvedWithOutboxOptions): Generator<string> {
  for (const key of NUMBERS)
    if (!Number.isSafeInteger(options[key]) || options[key] < 1)
      yield `"${key}" must be a whole number of at least 1`;
  for (const key of ['maxContextualTuples', 'maxListedTuples'] as const)
    if (!Number.isSafeInteger(options[key]) || options[key] < 0)
      yield `"${key}" must be a whole number of at least 0`;
  if (!(options.leaseMs > options.sendTimeoutMs + options.settleMs))
    yield '"leaseMs" must be more than "sendTimeoutMs" and "settleMs" together';
}
