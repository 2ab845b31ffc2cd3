import { relationshipsInMemory } from '../../authorization/relationships/embedded/embedded-relationships.js';
import { loadModel, type LoadedModel } from '../../authorization/relationships/model/load-model.js';
import { loadTuples } from '../../authorization/relationships/tuples/load-tuples.js';
import type { RelationshipsOption } from '../../authorization/relationships/relationships-option.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { withDeadline } from '../../kernel/deadline.js';
import { provisionSchema } from './provision-schema.js';
import { SchemaNames } from './schema-names.js';
import { SpiceDbConnection } from './spicedb-connection.js';
import { MAX_TUPLES_PER_WRITE, SpiceDbRelationshipEngine } from './spicedb-engine.js';
import { SpiceDbStore } from './spicedb-store.js';
import {
  resolveSpiceDbOptions,
  type ResolvedSpiceDbOptions,
  type SpiceDbOptions,
} from './spicedb.options.js';
import { DEPENDENCY } from './spicedb-unavailable.error.js';
import { translateSchema } from './translate-schema.js';
import { TupleWriter } from './write-tuples.js';

/**
 * Lets SpiceDB evaluate relationships, by the same model file as `embeddedRelationships()`: the model is translated to a
 * schema, which is written at start unless the server has it. The server holds one schema, so give it to one model.
 *
 * @throws {RelationshipError} `invalid_configuration` at once; by `create` also when the server refuses the schema,
 * `invalid_model`, or what is wrong with a tuple
 * @throws {DependencyUnavailableError} by `create`, when the server cannot be reached, which stops the boot
 * @example
 * ```ts
 * ZeroTrustModule.forRoot({
 *   relationships: spicedb({ endpoint: 'spicedb.example.com:443', token, modelFile: 'order-model.fga' }),
 * });
 * ```
 */
export function spicedb(options: SpiceDbOptions): RelationshipsOption {
  const resolved = resolveSpiceDbOptions(options);
  const staleBy = resolved.consistency === 'minimize_latency' ? ['"consistency"'] : [];
  const inMemory = (): RelationshipsOption => relationshipsInMemory(options);
  return Object.freeze({ kind: 'spicedb', staleBy, inMemory, create: () => createEngine(resolved) });
}

async function createEngine(options: ResolvedSpiceDbOptions): Promise<SpiceDbRelationshipEngine> {
  const { model } = await loadModel(options);
  const connection = new SpiceDbConnection(options);
  try {
    await giveSchema({ options, connection, model });
    const store = new SpiceDbStore({ connection, names: new SchemaNames(model), options });
    const writer = new TupleWriter({ ...options, connection, store, model });
    const engine = new SpiceDbRelationshipEngine({ ...options, store, writer, model });
    await importTuples(engine, await loadTuples(options));
    return engine;
  } catch (error) {
    connection.close();
    throw error;
  }
}

interface Starting {
  readonly options: ResolvedSpiceDbOptions;
  readonly connection: SpiceDbConnection;
  readonly model: LoadedModel['model'];
}

async function giveSchema({ options, connection, model }: Starting): Promise<void> {
  const timeoutMs = options.loadTimeoutSeconds * 1000;
  const request = { connection, schema: translateSchema(model), writeSchema: options.writeSchema, timeoutMs };
  await withDeadline({ dependency: DEPENDENCY, timeoutMs }, () => provisionSchema(request));
}

/** Each chunk is a change of its own: a start that fails half-way is completed by the next one. */
async function importTuples(engine: SpiceDbRelationshipEngine, tuples: readonly Tuple[]): Promise<void> {
  for (let from = 0; from < tuples.length; from += MAX_TUPLES_PER_WRITE) {
    const writes = tuples.slice(from, from + MAX_TUPLES_PER_WRITE);
    await engine.write({ writes }, { onDuplicate: 'ignore' });
  }
}
