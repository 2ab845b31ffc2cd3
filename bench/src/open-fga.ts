import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenFgaClient } from '@openfga/sdk';
import { transformer } from '@openfga/syntax-transformer';
import { relationshipTuples } from './scenario/identities.js';
import { MODEL_FILE } from './scenario/model-file.js';
import type { OpenFgaStore } from './servers/server-settings.js';

/** Where the project's own servers say how they are reached. */
const SERVERS_FILE = new URL('../../.data/servers/env.json', import.meta.url);
const WRITES_PER_CALL = 100;
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

/** Writes model and tuples into a new store; disposing deletes it. @throws Error if the server does not do it in time */
export async function prepareStore(apiUrl: string): Promise<PreparedStore> {
  const late = sleep(SETUP_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`OpenFGA at ${apiUrl} was not ready within ${SETUP_TIMEOUT_MS / 1000} s.`);
  });
  return Promise.race([fill(apiUrl), late]);
}

async function fill(apiUrl: string): Promise<PreparedStore> {
  const { id: storeId } = await new OpenFgaClient({ apiUrl }).createStore({ name: 'bench' });
  const client = new OpenFgaClient({ apiUrl, storeId });
  const { schema_version, type_definitions } = transformer.transformDSLToJSONObject(
    readFileSync(MODEL_FILE, 'utf8'),
  );
  const { authorization_model_id: modelId } = await client.writeAuthorizationModel({
    schema_version,
    type_definitions,
  });
  const writer = new OpenFgaClient({ apiUrl, storeId, authorizationModelId: modelId });
  const tuples = relationshipTuples().map(({ subject, relation, object }) => ({
    user: subject,
    relation,
    object,
  }));
  for (let from = 0; from < tuples.length; from += WRITES_PER_CALL) {
    await writer.writeTuples(tuples.slice(from, from + WRITES_PER_CALL));
  }
  return { apiUrl, storeId, modelId, [Symbol.asyncDispose]: async () => void (await client.deleteStore()) };
}

function readServersFile(): Readonly<Record<string, string | undefined>> {
  try {
    return JSON.parse(readFileSync(SERVERS_FILE, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
