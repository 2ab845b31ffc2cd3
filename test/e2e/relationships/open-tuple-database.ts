import { openDatabase, type OpenDatabase } from '@sample/shared';
import { createRelationshipTables } from 'nestjs-zero-trust/postgres';
import { openTestDatabase } from '../support/test-storage.js';

/** An empty database with the tables of tuples, and how other instances reach it where there is a server. */
export interface TupleDatabase extends OpenDatabase<object> {
  /** Only on PostgreSQL. */
  readonly databaseUrl?: string;
}

/** Opens the embedded database, or one on PostgreSQL where the run is on real servers. */
export async function openTupleDatabase(): Promise<TupleDatabase> {
  let databaseUrl: string | undefined;
  const opened = await openTestDatabase((options) => {
    databaseUrl = 'databaseUrl' in options ? options.databaseUrl : undefined;
    return openTuples(options);
  });
  return { ...opened, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
}

/** Opens the database of tuples once more, as another instance does. */
export function openTuples(
  options: ({ readonly inMemory: true } | { readonly databaseUrl: string }) & { readonly timeoutMs?: number },
): Promise<OpenDatabase<object>> {
  const migrations = { '001-relationships': { up: createRelationshipTables } };
  return openDatabase<object>({ schema: 'tuples', migrations, ...options });
}
