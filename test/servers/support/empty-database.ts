import { openTestDatabase } from '../../e2e/support/test-storage.js';

/** An empty database on the PostgreSQL of `npm run test:servers`, which is gone when it is disposed of. */
export interface EmptyDatabase extends AsyncDisposable {
  readonly url: string;
}

/** @throws Error if the server was not started */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const { url, close } = await openTestDatabase(async (options) => {
    if (!('databaseUrl' in options)) throw new Error('DATABASE_URL is not set. Run `npm run test:servers`.');
    return { url: options.databaseUrl, close: async () => undefined };
  });
  return { url, [Symbol.asyncDispose]: close };
}
