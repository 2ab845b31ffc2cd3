import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';

const TIMEOUT_MS = 10_000;

/** How a sample's database is opened. */
export type OpenOptions = { readonly inMemory: true } | { readonly databaseUrl: string };

/**
 * Opens an empty database of the test's own: the embedded one, or one on PostgreSQL where the run is on real servers
 * (`npm run test:servers`). Closing it removes it.
 */
export async function openTestDatabase<Database extends { close(): Promise<void> }>(
  open: (options: OpenOptions) => Promise<Database>,
): Promise<Database> {
  const server = setting('ZT_TEST_DATABASE_URL');
  if (server === undefined) return open({ inMemory: true });
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const database = await open({ databaseUrl: databaseNamed(server, name) });
  const close = async (): Promise<void> => {
    await database.close();
    await administer(server, `drop database if exists ${name} with (force)`);
  };
  return { ...database, close };
}

/** Where limits are counted: nowhere shared, or in an emptied database of Redis where the run is on real servers. */
export async function openTestRedis(): Promise<string | undefined> {
  const url = testRedisUrl();
  if (url === undefined) return undefined;
  const client = new Redis(url, { commandTimeout: TIMEOUT_MS });
  await client.flushdb();
  client.disconnect();
  return url;
}

/** The database of Redis that this worker's tests have to themselves; Redis numbers its databases from 0 to 15. */
export function testRedisUrl(): string | undefined {
  const server = setting('ZT_TEST_REDIS_URL');
  return server === undefined ? undefined : databaseNamed(server, process.env['VITEST_POOL_ID'] ?? '0');
}

/** Whether the run is on real servers. */
export function isOnServers(): boolean {
  return setting('ZT_TEST_DATABASE_URL') !== undefined;
}

/** What evaluates relationships; nothing where each process does so itself. */
export interface TestRelationships extends TestOpenFga {
  readonly spicedbEndpoint?: string;
  readonly spicedbToken?: string;
}

/** A store of the test's own on the server that the run is on, SpiceDB or OpenFGA; else relationships are evaluated in process. */
export async function openTestRelationships(): Promise<TestRelationships> {
  const endpoint = setting('ZT_TEST_SPICEDB_ENDPOINT');
  if (endpoint === undefined) return openTestOpenFga();
  // The server keeps a schema and relationships for each token.
  return { spicedbEndpoint: endpoint, spicedbToken: randomBytes(16).toString('hex') };
}

/** The OpenFGA server and store that evaluate relationships; nothing where each process does so itself. */
export interface TestOpenFga {
  readonly openfgaUrl?: string;
  readonly openfgaStoreId?: string;
}

/** Relationships evaluated in process, or in a store of the test's own where the run is on real servers. */
export async function openTestOpenFga(): Promise<TestOpenFga> {
  const url = setting('ZT_TEST_OPENFGA_URL');
  if (url === undefined) return {};
  const body = JSON.stringify({ name: `test-${randomBytes(8).toString('hex')}` });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${url}/stores`, { method: 'POST', body, signal });
  const { id } = (await response.json()) as { id: string };
  return { openfgaUrl: url, openfgaStoreId: id };
}

/** The connection string of another database on the same server. */
function databaseNamed(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A variable that is empty counts as not set. */
function setting(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const options = { connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const client = new Client({ connectionString: serverUrl, ...options });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
