import {
  CompiledQuery,
  PGliteDialect,
  PostgresDialect,
  sql,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
} from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { isDatabaseUnavailable } from './database-unavailable.js';
import { openEmbedded } from './embedded.js';
import { guardDialect } from './guard-dialect.js';

/** Where the data lives: PostgreSQL, a directory of an embedded database, or memory. */
export interface DatabaseOptions {
  /** SQL schema of this process, also the name of its directory below `dataDir`; lower-case letters and `_`. */
  readonly schema: string;
  /** Migrations by name; they run in the order of their names, once. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /** PostgreSQL connection string; wins over `dataDir`. */
  readonly databaseUrl?: string | undefined;
  /** Data directory of the sample; the embedded database lives in `dataDir/schema`. */
  readonly dataDir?: string;
  /** Keeps everything in memory: for tests. */
  readonly inMemory?: boolean;
  /** Longest wait for a connection, and for each statement, in milliseconds. @defaultValue 5,000 */
  readonly timeoutMs?: number;
  /**
   * Makes the error that a query rejects with while the database is closed, out of reach or too slow.
   *
   * @defaultValue the cause itself, which {@link isDatabaseUnavailable} recognises
   */
  readonly unavailable?: (cause: Error) => Error;
}

/** An open, migrated database. */
export interface OpenDatabase<Schema> {
  readonly db: Kysely<Schema>;
  /** Ends every connection and gives up the lock of the directory; calling it again does nothing. */
  close(): Promise<void>;
}

/** A dialect and what has to be released after its Kysely is destroyed. */
export interface DatabaseBackend {
  readonly dialect: Dialect;
  release(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const SCHEMA_NAME = /^[a-z_]{1,40}$/;

/**
 * Opens PostgreSQL or the embedded database and brings its tables up to date.
 *
 * @throws {@link DirectoryLockedError} when another live process owns the embedded database
 * @throws Error saying that the database does not answer, or naming the migration that failed
 */
export async function openDatabase<Schema>(options: DatabaseOptions): Promise<OpenDatabase<Schema>> {
  if (!SCHEMA_NAME.test(options.schema))
    throw new TypeError(`The SQL schema ${JSON.stringify(options.schema)} must match ${SCHEMA_NAME}.`);
  const backend = await openBackend(options);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, unavailable = (cause: Error): Error => cause } = options;
  const { db, plain } = guardDialect<Schema>(backend.dialect, { timeoutMs, unavailable });
  const close = once(async () => {
    await db.destroy();
    await backend.release();
  });
  try {
    await migrate(plain, options);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, close };
}

async function openBackend(options: DatabaseOptions): Promise<DatabaseBackend> {
  const { databaseUrl, inMemory, schema, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (databaseUrl !== undefined && inMemory !== true) {
    // Loaded only where it is used: the embedded database needs no driver.
    const { openPool } = await import('./postgres-pool.js');
    const pool = openPool({ connectionString: databaseUrl, schema, timeoutMs });
    // Kysely ends the pool when it is destroyed.
    return { dialect: new PostgresDialect({ pool }), release: async () => undefined };
  }
  const embedded = await openEmbedded(options);
  const onCreateConnection = (connection: DatabaseConnection): Promise<void> => useSchema(connection, schema);
  const dialect = new PGliteDialect({ pglite: embedded.pglite, onCreateConnection });
  return { dialect, release: embedded.release };
}

async function useSchema(connection: DatabaseConnection, schema: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(`set search_path to "${schema}"`));
}

async function migrate<Schema>(db: Kysely<Schema>, options: DatabaseOptions): Promise<void> {
  const migrator = new Migrator({
    db,
    // Kysely creates the schema itself, and looks for its tables in this schema only.
    migrationTableSchema: options.schema,
    provider: { getMigrations: async () => ({ ...options.migrations }) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (isDatabaseUnavailable(error))
    throw new Error('The database of DATABASE_URL does not answer. Start it, or mend the address.', {
      cause: error,
    });
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'none by name';
  throw new Error(`Migrating the schema "${options.schema}" failed (migration: ${failed}).`, {
    cause: error,
  });
}

/** Asks the database for one constant; rejects when it does not answer: for readiness probes. */
export async function pingDatabase<Schema>(db: Kysely<Schema>): Promise<void> {
  await sql`select 1`.execute(db);
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
