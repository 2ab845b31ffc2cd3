import { relationshipsInMemory } from '../../authorization/relationships/embedded/embedded-relationships.js';
import { loadModel, type LoadedModel } from '../../authorization/relationships/model/load-model.js';
import { loadTuples } from '../../authorization/relationships/tuples/load-tuples.js';
import type { RelationshipsOption } from '../../authorization/relationships/relationships-option.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { withDeadline } from '../../kernel/deadline.js';
import { OpenFgaConnection } from './openfga-connection.js';
import { MAX_TUPLES_PER_WRITE, OpenFgaRelationshipEngine } from './openfga-engine.js';
import { OpenFgaStore } from './openfga-store.js';
import {
  resolveOpenFgaOptions,
  type OpenFgaOptions,
  type ResolvedOpenFgaOptions,
} from './openfga.options.js';
import { DEPENDENCY } from './openfga-unavailable.error.js';
import { provisionModel } from './provision-model.js';
import { provisionStore } from './provision-store.js';

/**
 * Lets an OpenFGA server evaluate relationships, by the same model file as `embeddedRelationships()`.
 *
 * @throws {RelationshipError} `invalid_configuration` at once; by `create` also `invalid_model`, or what is wrong with a
 * tuple
 * @throws {DependencyUnavailableError} by `create`, when the server cannot be reached, which stops the boot
 * @example
 * ```ts
 * ZeroTrustModule.forRoot({
 *   relationships: openfga({ apiUrl: 'https://fga.example.com', modelFile: 'order-model.fga', apiToken }),
 * });
 * ```
 */
export function openfga(options: OpenFgaOptions): RelationshipsOption {
  const resolved = resolveOpenFgaOptions(options);
  return Object.freeze({
    kind: 'openfga',
    staleBy: staleBy(resolved),
    inMemory: () => relationshipsInMemory(options),
    create: () => createEngine(resolved),
  });
}

function staleBy({ consistency, decisionCacheSeconds }: ResolvedOpenFgaOptions): readonly string[] {
  return [
    ...(consistency === 'minimize_latency' ? ['"consistency"'] : []),
    ...(decisionCacheSeconds > 0 ? ['"decisionCacheSeconds"'] : []),
  ];
}

async function createEngine(options: ResolvedOpenFgaOptions): Promise<OpenFgaRelationshipEngine> {
  const loaded = await loadModel(options);
  const connection = new OpenFgaConnection(options);
  try {
    const deadline = { dependency: DEPENDENCY, timeoutMs: options.loadTimeoutSeconds * 1000 };
    const store = await withDeadline(deadline, () => openStore({ options, connection, loaded }));
    const engine = new OpenFgaRelationshipEngine({ ...options, store, model: loaded.model });
    await importTuples(engine, await loadTuples(options));
    return engine;
  } catch (error) {
    connection.close();
    throw error;
  }
}

interface Opening {
  readonly options: ResolvedOpenFgaOptions;
  readonly connection: OpenFgaConnection;
  readonly loaded: LoadedModel;
}

async function openStore({ options, connection, loaded }: Opening): Promise<OpenFgaStore> {
  const shared = { ...options, connection, timeoutMs: options.loadTimeoutSeconds * 1000 };
  const storeId = await provisionStore(shared);
  const modelId = await provisionModel({ ...shared, storeId, loaded });
  return new OpenFgaStore({ connection, storeId, modelId, options });
}

/** Each chunk is a change of its own: a start that fails half-way is completed by the next one. */
async function importTuples(engine: OpenFgaRelationshipEngine, tuples: readonly Tuple[]): Promise<void> {
  for (let from = 0; from < tuples.length; from += MAX_TUPLES_PER_WRITE) {
    const writes = tuples.slice(from, from + MAX_TUPLES_PER_WRITE);
    await engine.write({ writes }, { onDuplicate: 'ignore' });
  }
}
