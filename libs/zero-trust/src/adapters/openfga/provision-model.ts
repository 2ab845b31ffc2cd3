import type { WriteAuthorizationModelRequest } from '@openfga/sdk';
import type { LoadedModel } from '../../authorization/relationships/model/load-model.js';
import { transformDsl } from '../../authorization/relationships/model/transform-dsl.js';
import { RelationshipError, quote } from '../../authorization/relationships/relationship-error.js';
import { fieldsOf, readContinuation, readList, readText } from './answers.js';
import { fingerprint } from '../../authorization/relationships/model/model-fingerprint.js';
import { fingerprintOfStored, type StoredModel } from './model-fingerprint.js';
import type { OpenFgaConnection } from './openfga-connection.js';
import { OpenFgaUnavailableError } from './openfga-unavailable.error.js';
import { eachItem } from './pages.js';

/** Which model, in which store. */
export interface ModelRequest {
  readonly connection: OpenFgaConnection;
  readonly storeId: string;
  readonly modelId?: string | undefined;
  readonly loaded: LoadedModel;
  /** Whether one may be written. */
  readonly writeModel: boolean;
  readonly timeoutMs: number;
}

/**
 * The id of the model to use: the given one if it means the same, else the newest one of that meaning, else a new one.
 * Starting again therefore writes no second copy, and going back to an earlier model finds it.
 *
 * @throws {RelationshipError} `invalid_configuration` when the given model is absent or means something else, or when there
 * is none and none may be written
 * @throws {DependencyUnavailableError} when the server gives no answer
 */
export async function provisionModel(request: ModelRequest): Promise<string> {
  const wanted = fingerprint(request.loaded.model);
  if (request.modelId !== undefined) return assertModel(request, { modelId: request.modelId, wanted });
  const found = await findModel(request, wanted);
  if (found !== undefined) return found;
  if (!request.writeModel) throw absentModel();
  return writeModel(request);
}

async function assertModel(request: ModelRequest, { modelId, wanted }: Wanted): Promise<string> {
  if (fingerprintOfStored(await readModel(request, modelId)) === wanted) return modelId;
  throw unusableModel(modelId, 'means something else than the given model');
}

interface Wanted {
  readonly modelId: string;
  readonly wanted: string;
}

async function readModel(
  { connection, storeId, timeoutMs }: ModelRequest,
  modelId: string,
): Promise<StoredModel> {
  try {
    return await connection.call({ timeoutMs, idempotent: true }, async (api, http) => {
      const answer: unknown = await api.readAuthorizationModel(storeId, modelId, http);
      return fieldsOf(answer)['authorization_model'] as StoredModel;
    });
  } catch (error) {
    if (!(error instanceof OpenFgaUnavailableError) || error.kind !== 'rejected') throw error;
    throw unusableModel(modelId, `cannot be read: ${error.message}`);
  }
}

/** Models come newest first. */
async function findModel(
  { connection, storeId, timeoutMs }: ModelRequest,
  wanted: string,
): Promise<string | undefined> {
  const models = eachItem((token) =>
    connection.call({ timeoutMs, idempotent: true }, async (api, http) => {
      const answer = await api.readAuthorizationModels(storeId, 50, token, http);
      return { items: readList(answer, 'authorization_models'), next: readContinuation(answer) };
    }),
  );
  for await (const stored of models) {
    if (fingerprintOfStored(stored as StoredModel) === wanted) return readText(stored, 'id');
  }
  return undefined;
}

function writeModel({ connection, storeId, loaded, timeoutMs }: ModelRequest): Promise<string> {
  const body = transformDsl(loaded.dsl);
  // A second copy of a model changes nothing, so that writing it may be repeated.
  return connection.call({ timeoutMs, idempotent: true }, async (api, http) => {
    const answer = await api.writeAuthorizationModel(storeId, body as WriteAuthorizationModelRequest, http);
    return readText(answer, 'authorization_model_id');
  });
}

function absentModel(): RelationshipError {
  const message =
    'openfga(): the store has no model that means the same; check the model, or let it be written by "writeModel"';
  return new RelationshipError('invalid_configuration', message);
}

function unusableModel(modelId: string, problem: string): RelationshipError {
  const message = `openfga(): the model ${quote(modelId)} ${problem}; check "modelId", or leave it out to find or write the model`;
  return new RelationshipError('invalid_configuration', message);
}
