import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { RelationshipDatabase } from './relationship-database.js';

/**
 * Calls `notify` whenever the database says something on the channel; the function that it gives back ends that. Polling
 * stands behind it, so that a lost connection costs time and nothing else.
 */
export type ListenFunction = (channel: string, notify: () => void) => Promise<() => Promise<unknown> | void>;

/** Options of `sqlTuples()`. */
export interface SqlTuplesOptions {
  /** Kysely on PostgreSQL or PGlite, with the tables of `createRelationshipTables()`. */
  readonly db: RelationshipDatabase;
  /** Learns of changes at once: `pglite.listen`, or `postgresListener(() => new Client(…))`. @defaultValue none: changes are only polled */
  readonly listen?: ListenFunction;
  /** Pause between two looks at the log. @defaultValue 1,000 */
  readonly pollIntervalMs?: number;
  /** Questions fail (503) when the last successful look is longer ago. @defaultValue 5,000 */
  readonly maxStalenessMs?: number;
  /** How long one statement, or a question that needs a newer state, waits. @defaultValue 2,000 */
  readonly timeoutMs?: number;
  /** How long changes stay in the log at least; every cursor has passed those that go. @defaultValue 3,600 */
  readonly keepChangesSeconds?: number;
}

/** The options with their defaults, checked. */
export type ResolvedSqlTuplesOptions = Required<Omit<SqlTuplesOptions, 'listen'>> &
  Pick<SqlTuplesOptions, 'listen'>;

const DEFAULTS = Object.freeze({
  pollIntervalMs: 1_000,
  maxStalenessMs: 5_000,
  timeoutMs: 2_000,
  keepChangesSeconds: 3_600,
});

const NUMBERS = ['pollIntervalMs', 'maxStalenessMs', 'timeoutMs', 'keepChangesSeconds'] as const;
const KNOWN: ReadonlySet<string> = new Set(['db', 'listen', ...NUMBERS]);

/** @throws {RelationshipError} `invalid_configuration` that lists everything wrong */
export function resolveSqlTuplesOptions(options: SqlTuplesOptions): ResolvedSqlTuplesOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: ResolvedSqlTuplesOptions = Object.freeze({
    ...DEFAULTS,
    db: options.db,
    ...Object.fromEntries(given),
  });
  const problems = [...unknownKeys(options), ...partProblems(resolved), ...numberProblems(resolved)];
  if (problems.length === 0) return resolved;
  throw new RelationshipError('invalid_configuration', `sqlTuples(): ${problems.join('; ')}`);
}

function unknownKeys(options: object): readonly string[] {
  return Object.keys(options)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `"${key}" is not an option; known are ${[...KNOWN].join(', ')}`);
}

function partProblems({ db, listen }: ResolvedSqlTuplesOptions): readonly string[] {
  const hasDb = typeof (db as { transaction?: unknown } | undefined)?.transaction === 'function';
  const canListen = listen === undefined || typeof listen === 'function';
  return [
    ...(hasDb ? [] : ['"db" must be a Kysely instance']),
    ...(canListen ? [] : ['"listen" must be a function']),
  ];
}

function numberProblems(options: ResolvedSqlTuplesOptions): readonly string[] {
  const problems = NUMBERS.filter((key) => !Number.isSafeInteger(options[key]) || options[key] < 1).map(
    (key) => `"${key}" must be a whole number of at least 1`,
  );
  const { pollIntervalMs, maxStalenessMs } = options;
  if (pollIntervalMs < maxStalenessMs) return problems;
  return [...problems, '"pollIntervalMs" must be less than "maxStalenessMs", or every other question fails'];
}
