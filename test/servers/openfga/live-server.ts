import { randomUUID } from 'node:crypto';
import type { RelationshipEngine } from 'nestjs-zero-trust';
import { openfga, type OpenFgaOptions } from 'nestjs-zero-trust/openfga';

const TIMEOUT_MS = 5_000;

/** The OpenFGA servers that the tests run on: one that keeps its data in memory, one on PostgreSQL. */
export const SERVERS = [
  { name: 'OpenFGA in memory', variable: 'OPENFGA_URL' },
  { name: 'OpenFGA on PostgreSQL', variable: 'OPENFGA_POSTGRES_URL' },
] as const;

/** @throws Error when the server was not started: a missing server is a failure, never a skip */
export function serverUrl(variable: (typeof SERVERS)[number]['variable']): string {
  const url = process.env[variable];
  if (url === undefined || url === '') throw new Error(`${variable} is not set; run npm run test:servers`);
  return url;
}

/** A name that no other test uses. */
export function freshStoreName(): string {
  return `test-${randomUUID()}`;
}

/** Makes an empty store. @returns its id */
export async function createStore(apiUrl: string): Promise<string> {
  const body = JSON.stringify({ name: freshStoreName() });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${apiUrl}/stores`, { method: 'POST', body, signal });
  return ((await response.json()) as { id: string }).id;
}

/** An engine on the store that the options name, or on an empty one of its own. */
export async function createEngine(options: OpenFgaOptions): Promise<RelationshipEngine> {
  if (options.storeName !== undefined || options.storeId !== undefined) return openfga(options).create();
  return openfga({ ...options, storeId: await createStore(options.apiUrl) }).create();
}
