import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '../../../kernel/deadline.js';
import { RelationshipError } from '../relationship-error.js';
import type { AuthorizationModel } from './authorization-model.js';
import { parseAuthorizationModel } from './parse-authorization-model.js';

/** Where a model comes from: exactly one of the two is given. */
export interface ModelInput {
  readonly modelFile?: string | URL;
  readonly model?: string;
  readonly loadTimeoutSeconds: number;
}

/** A model as text and as what it means. */
export interface LoadedModel {
  readonly dsl: string;
  readonly model: AuthorizationModel;
}

/**
 * @throws {RelationshipError} `invalid_configuration` if the file cannot be read, `invalid_model`
 * @throws {DependencyUnavailableError} when the file takes too long
 */
export async function loadModel({ model, modelFile, loadTimeoutSeconds }: ModelInput): Promise<LoadedModel> {
  if (modelFile === undefined) return { dsl: model ?? '', model: parseAuthorizationModel(model ?? '') };
  const path = modelFile instanceof URL ? fileURLToPath(modelFile) : resolve(modelFile);
  const deadline = { dependency: 'relationship model file', timeoutMs: loadTimeoutSeconds * 1000 };
  const dsl = await withDeadline(deadline, (signal) => readModel(path, signal));
  return { dsl, model: parseAuthorizationModel(dsl, { file: path }) };
}

/** What is wrong with how a model was named, in words. */
export function modelProblems({
  modelFile,
  model,
}: Omit<ModelInput, 'loadTimeoutSeconds'>): readonly string[] {
  const given = [modelFile, model].filter((value) => value !== undefined);
  if (given.length === 1) return [];
  return [`give either "modelFile" or "model"; ${given.length === 0 ? 'neither is' : 'both are'} set`];
}

async function readModel(path: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    const message = `The model file ${path} cannot be read; check "modelFile" (a path is taken from the working directory)`;
    throw new RelationshipError('invalid_configuration', message, { cause: error });
  }
}
