import { setImmediate as breathe } from 'node:timers/promises';
import { withDeadline } from '../../../kernel/deadline.js';
import { keepObjectFilter } from '../object-filter.port.js';
import type { RelationshipsOption } from '../relationships-option.js';
import type { Tuple } from '../tuple.js';
import type { TupleStore } from '../tuples/tuple-store.port.js';
import { EmbeddedRelationshipEngine } from './embedded-engine.js';
import {
  resolveEmbeddedOptions,
  type EmbeddedRelationshipsOptions,
  type ResolvedEmbeddedOptions,
} from './embedded-relationships.options.js';
import { loadModel } from '../model/load-model.js';
import { loadTuples } from '../tuples/load-tuples.js';
import { LoadProgress } from './load-progress.js';

export type { RelationshipsOption } from '../relationships-option.js';

/** Small enough that the process answers others between two of them. */
const TUPLES_PER_WRITE = 2_000;

/**
 * Evaluates relationships in this process: no server, no network. The tuples are in its memory, and with `store` in the
 * application's database as well.
 *
 * @throws {RelationshipError} `invalid_configuration` at once; `create` throws `invalid_model`, or
 * what is wrong with a tuple
 * @throws {DependencyUnavailableError} by `create`, when file, store or tuples take too long
 * @example
 * ```ts
 * ZeroTrustModule.forRoot({ relationships: embeddedRelationships({ modelFile: 'order-model.fga' }) });
 * ```
 */
export function embeddedRelationships(options: EmbeddedRelationshipsOptions): RelationshipsOption {
  const resolved = resolveEmbeddedOptions(options);
  const { writer } = resolved.store;
  const writing = writer === undefined ? {} : { writer };
  const inMemory = (): RelationshipsOption => relationshipsInMemory(options);
  return Object.freeze({ kind: 'embedded', ...writing, inMemory, create: () => createEngine(resolved) });
}

/** The model that the options of any engine name, evaluated in this process, without tuples to start with. */
export function relationshipsInMemory({ model, modelFile }: NamedModel): RelationshipsOption {
  return embeddedRelationships({ model, modelFile });
}

type NamedModel = Pick<EmbeddedRelationshipsOptions, 'model' | 'modelFile'>;

async function createEngine(options: ResolvedEmbeddedOptions): Promise<EmbeddedRelationshipEngine> {
  const { model } = await loadModel(options);
  const progress = new LoadProgress(process.stderr, () => performance.now());
  try {
    const store = await openStore(options, progress);
    const engine = new EmbeddedRelationshipEngine({ model, store, limits: options });
    await importInto(engine, options, progress);
    const filter = options.store.filterOf?.(model);
    if (filter !== undefined) keepObjectFilter(engine, filter);
    return engine;
  } finally {
    progress.end();
  }
}

async function importInto(
  engine: EmbeddedRelationshipEngine,
  options: ResolvedEmbeddedOptions,
  progress: LoadProgress,
): Promise<void> {
  try {
    await importTuples({ engine, tuples: await loadTuples(options), progress });
  } catch (error) {
    await engine.onApplicationShutdown();
    throw error;
  }
}

async function openStore(
  { store, loadTimeoutSeconds }: ResolvedEmbeddedOptions,
  progress: LoadProgress,
): Promise<TupleStore> {
  const deadline = { dependency: 'relationship tuples', timeoutMs: loadTimeoutSeconds * 1000 };
  const onLoaded = (loaded: number, total: number): void => progress.report(loaded, total);
  let opening: PromiseLike<TupleStore> | TupleStore | undefined;
  try {
    return await withDeadline(deadline, (signal) => (opening = store.open({ signal, onLoaded })));
  } catch (error) {
    // One that opens too late would follow its database for as long as the process lives.
    void Promise.resolve(opening).then(
      (late) => late?.close?.(),
      () => undefined,
    );
    throw error;
  }
}

interface Import {
  readonly engine: EmbeddedRelationshipEngine;
  readonly tuples: readonly Tuple[];
  readonly progress: LoadProgress;
}

/** Tuples that a store has kept from an earlier start stay as they are. */
async function importTuples({ engine, tuples, progress }: Import): Promise<void> {
  for (let from = 0; from < tuples.length; from += TUPLES_PER_WRITE) {
    const writes = tuples.slice(from, from + TUPLES_PER_WRITE);
    await engine.write({ writes }, { onDuplicate: 'ignore' });
    progress.report(from + writes.length, tuples.length);
    await breathe();
  }
}
