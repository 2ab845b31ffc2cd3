import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import {
  resolveEmbeddedOptions,
  type EmbeddedRelationshipsOptions,
  type ResolvedEmbeddedOptions,
} from './embedded-relationships.options.js';
import { loadModel, loadTuples } from './load-inputs.js';
import { MemoryTupleStore } from './memory-tuple-store.js';
import type { RelationshipsOption } from './relationships-option.js';

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
  const { model } = await loadModel(options);
  const writes = await loadTuples(options);
  const engine = new EmbeddedRelationshipEngine({ model, store: new MemoryTupleStore(), limits: options });
  await engine.write({ writes });
  return engine;
}
