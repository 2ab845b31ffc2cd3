import type { RelationshipDatabase } from '../../adapters/postgres/index.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import { needing } from './needing.js';

/** A database, and how to let go of it. */
export interface OpenDatabase {
  readonly db: RelationshipDatabase;
  close(): Promise<void>;
}

/** The part of the package `pg` that is needed; it is no dependency, because applications bring their own driver. */
interface PgModule {
  readonly default: { readonly Pool: new (options: object) => object };
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** PostgreSQL's `undefined_table`. */
const UNDEFINED_TABLE = '42P01';

/** Which database, and which schema of it if not the one that it takes by itself. */
export interface DatabaseName {
  readonly url: string;
  readonly schema: string | undefined;
}

/**
 * Opens a PostgreSQL database that has the tables of relationships.
 *
 * @throws {@link CommandLineError} for anything else, if it does not answer, or if a package is missing
 */
export async function openDatabase({ url, schema }: DatabaseName): Promise<OpenDatabase> {
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    throw new CommandLineError('--database takes a URL such as postgres://user@localhost:5432/orders.');
  }
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new CommandLineError('--schema takes the name of a schema, such as orders.');
  }
  const { Kysely, PostgresDialect, sql } = await needing('kysely', () => import('kysely'));
  const pool = await openPool(url, schema);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pool as never }) });
  try {
    await sql`select from relationship_tuples limit 0`.execute(db);
  } catch (error) {
    await db.destroy();
    throw unusable(error);
  }
  return { db: db as unknown as RelationshipDatabase, close: () => db.destroy() };
}

async function openPool(url: string, schema: string | undefined): Promise<object> {
  // The name is no literal, so that nobody needs the package's types to build.
  const driver: string = 'pg';
  const { default: pg } = await needing(driver, () => import(driver) as Promise<PgModule>);
  return new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
    max: 2,
  });
}

function unusable(error: unknown): CommandLineError {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  if (code !== UNDEFINED_TABLE) {
    return new CommandLineError(
      `The database cannot be asked: ${message ?? 'no answer'}. Check --database.`,
      {
        cause: error,
      },
    );
  }
  return new CommandLineError(
    'The database has no tables of relationships there: name their schema with --schema NAME, or make them with createRelationshipTables() in a migration.',
    { cause: error },
  );
}
