import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import { lockDirectory } from '../files/directory-lock.js';
import type { DatabaseOptions } from './open-database.js';
import { parseInt8, parseText } from './type-parsers.js';

/** The embedded PostgreSQL and what gives its directory back. */
export interface EmbeddedDatabase {
  readonly pglite: PGlite;
  release(): Promise<void>;
}

const PARSERS = { [types.INT8]: parseInt8, [types.NUMERIC]: parseText, [types.DATE]: parseText };

/**
 * Opens PGlite in memory or in `dataDir/schema`.
 *
 * @throws {@link DirectoryLockedError} when another live process owns the directory
 */
export async function openEmbedded(options: DatabaseOptions): Promise<EmbeddedDatabase> {
  if (options.inMemory === true) {
    const pglite = await PGlite.create({ parsers: PARSERS });
    return { pglite, release: async () => undefined };
  }
  if (options.dataDir === undefined)
    throw new TypeError('openDatabase() needs one of databaseUrl, dataDir or inMemory.');
  return openDirectory(options.dataDir, options);
}

async function openDirectory(dataDir: string, options: DatabaseOptions): Promise<EmbeddedDatabase> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const directory = join(dataDir, options.schema);
  const lock = await lockDirectory(directory);
  try {
    const pglite = await PGlite.create(directory, { parsers: PARSERS });
    return { pglite, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
