import { embeddedRelationships, type RelationshipsOption } from 'nestjs-zero-trust';
import { openfga } from 'nestjs-zero-trust/openfga';
import { readStoredTuples } from './database/stored-tuples.js';
import type { Settings } from './settings.module.js';

const MODEL_FILE = new URL('../order-model.fga', import.meta.url);
const STORE_NAME = 'orders';

/**
 * Where relationships are evaluated: by the OpenFGA server that `OPENFGA_URL` names, else in this process. Either way
 * the database keeps every tuple, and a start gives the engine those that it lacks.
 */
export function relationshipSettings({ environment, database }: Settings): RelationshipsOption {
  const { openfgaUrl, openfgaStoreId, openfgaModelId, openfgaApiToken } = environment;
  const shared = { modelFile: MODEL_FILE, tuples: () => readStoredTuples(database.db) };
  if (openfgaUrl === undefined) return embeddedRelationships(shared);
  return openfga({
    ...shared,
    apiUrl: openfgaUrl,
    ...(openfgaStoreId === undefined ? { storeName: STORE_NAME } : { storeId: openfgaStoreId }),
    modelId: openfgaModelId,
    apiToken: openfgaApiToken,
  });
}
