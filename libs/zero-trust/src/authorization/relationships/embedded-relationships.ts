import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '../../kernel/deadline.js';
import type { AuthorizationModel } from './authorization-model.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import {
  resolveEmbeddedOptions,
  type EmbeddedRelationshipsOptions,
  type ResolvedEmbeddedOptions,
} from './embedded-relationships.options.js';
import { MemoryTupleStore } from './memory-tuple-store.js';
import { parseAuthorizationModel } from './parse-authorization-model.js';
import { RelationshipError } from './relationship-error.js';
import type { RelationshipsOption } from './relationships-option.js';
import { parseTuple, type Tuple } from './tuple.js';

export type { RelationshipsOption } from './relationships-option.js';

/**
 * Evaluates relationships in this process: no server, no network, tuples in memory.
 *
 * @throws {RelationshipError} `invalid_configuration` at once; `create` throws `invalid_model`, or
 * what is wrong with a tuple
 * @throws {DependencyUnavailableError} by `create`, when file or tuples take too long
 * @example
 * ```ts
 * ZeroTrustModule.forRoot({ relationships: embeddedRelationships({ modelFile: 'order-model.fga' }) });
 * ```
 */
export function embeddedRelationships(options: EmbeddedRelationshipsOptions): RelationshipsOption {
  const resolved = resolveEmbeddedOptions(options);
  return Object.freeze({ kind: 'embedded', create: () => createEngine(resolved) });
}

async function createEngine(options: ResolvedEmbeddedOptions): Promise<EmbeddedRelationshipEngine> {
  const model = await loadModel(options);
  const writes = await loadTuples(options);
  const engine = new EmbeddedRelationshipEngine({ model, store: new MemoryTupleStore(), limits: options });
  await engine.write({ writes });
  return engine;
}

async function loadModel(options: ResolvedEmbeddedOptions): Promise<AuthorizationModel> {
  const { model, modelFile, loadTimeoutSeconds } = options;
  if (modelFile === undefined) return parseAuthorizationModel(model ?? '');
  const path = modelFile instanceof URL ? fileURLToPath(modelFile) : resolve(modelFile);
  const deadline = { dependency: 'relationship model file', timeoutMs: loadTimeoutSeconds * 1000 };
  return parseAuthorizationModel(await withDeadline(deadline, (signal) => readModel(path, signal)), {
    file: path,
  });
}

async function readModel(path: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    const message = `The model file ${path} cannot be read; check "modelFile" (a path is taken from the working directory)`;
    throw new RelationshipError('invalid_configuration', message, { cause: error });
  }
}

async function loadTuples({
  tuples,
  loadTimeoutSeconds,
}: ResolvedEmbeddedOptions): Promise<readonly Tuple[]> {
  if (typeof tuples !== 'function') return Array.from(tuples, parseTuple);
  const deadline = { dependency: 'relationship tuples', timeoutMs: loadTimeoutSeconds * 1000 };
  return Array.from(await withDeadline(deadline, tuples), parseTuple);
}
