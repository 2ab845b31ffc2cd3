import { createEmptyDatabase, type EmptyDatabase } from './empty-database.js';

/** How an application opens its database, and makes the tables that are not there. */
export type OpenDatabase = (options: { readonly databaseUrl: string }) => Promise<{ close(): Promise<void> }>;

/**
 * A database that is empty but for the tables of an application, so that processes that share it start at once.
 *
 * @throws Error if the server was not started
 */
export async function createMigratedDatabase(open: OpenDatabase): Promise<EmptyDatabase> {
  await using resources = new AsyncDisposableStack();
  const { url } = resources.use(await createEmptyDatabase());
  const database = await open({ databaseUrl: url });
  await database.close();
  const created = resources.move();
  return { url, [Symbol.asyncDispose]: () => created.disposeAsync() };
}
