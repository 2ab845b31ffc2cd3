import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenFgaClient } from '@openfga/sdk';
import type { Tuple } from 'nestjs-zero-trust';
import { openfga } from 'nestjs-zero-trust/openfga';
import { relationshipTuples } from './scenario/identities.js';
import { MODEL_FILE } from './scenario/model-file.js';
import type { OpenFgaStore } from './servers/server-settings.js';

/** Where the project's own servers say how they are reached. */
const SERVERS_FILE = new URL('../../.data/servers/env.json', import.meta.url);
const SETUP_TIMEOUT_MS = 30_000;

/** A store of its own on an OpenFGA server. */
export interface PreparedStore extends OpenFgaStore, AsyncDisposable {}

/**
 * The OpenFGA server to use, from `OPENFGA_URL` or the file that the project's own servers write; `undefined` if there
 * is none.
 */
export function findOpenFga(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env['OPENFGA_URL'] ?? readServersFile()['OPENFGA_URL'];
}

/**
 * Writes the sample's model and tuples into a new store; disposing deletes it.
 *
 * @throws Error if the server does not do it in time
 */
export async function prepareStore(
  apiUrl: string,
  tuples: readonly Tuple[] = relationshipTuples(),
): Promise<PreparedStore> {
  const late = sleep(SETUP_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`OpenFGA at ${apiUrl} was not ready within ${SETUP_TIMEOUT_MS / 1000} s.`);
  });
  return Promise.race([fill(apiUrl, tuples), late]);
}

async function fill(apiUrl: string, tuples: readonly Tuple[]): Promise<PreparedStore> {
  const { id: storeId } = await new OpenFgaClient({ apiUrl }).createStore({ name: 'bench' });
  const client = new OpenFgaClient({ apiUrl, storeId });
  // Model and tuples are written as an application does it at its start.
  const engine = await openfga({ apiUrl, storeId, modelFile: MODEL_FILE, tuples }).create();
  await engine.onApplicationShutdown?.();
  const { authorization_model: model } = await client.readLatestAuthorizationModel();
  if (model === undefined) throw new Error(`OpenFGA at ${apiUrl} has not kept the model.`);
  return {
    apiUrl,
    storeId,
    modelId: model.id,
    [Symbol.asyncDispose]: async () => void (await client.deleteStore()),
  };
}

function readServersFile(): Readonly<Record<string, string | undefined>> {
  try {
    return JSON.parse(readFileSync(SERVERS_FILE, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
