import { embeddedRelationships } from '../../authorization/relationships/embedded/embedded-relationships.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import type { OptionValues } from './command.js';
import { needing } from './needing.js';
import { openDatabase, type DatabaseName } from './open-database.js';
import { openServer } from './open-server.js';
import type { TargetDefaults } from './target-defaults.js';
import type { TARGET_OPTIONS } from './target-options.js';
import { closeEngine, type Target } from './target.js';
import { readTupleFile } from './tuple-file.js';

/** What was typed for the options that say which graph is meant. */
export type TargetValues = OptionValues<typeof TARGET_OPTIONS>;

const HOW =
  'say which graph: --tuples FILE, --database URL, --openfga URL --store NAME, or --spicedb HOST:PORT';
/** Tuples that a graph in a database takes as one change. */
const TUPLES_PER_WRITE = 1_000;

/**
 * Opens the graph that was named, or else the application's own.
 *
 * @throws {@link CommandLineError} if none or more than one is named, and errors of what it is made of
 */
export async function openTarget(values: TargetValues, defaults?: TargetDefaults): Promise<Target> {
  const {
    model: modelFile = defaults?.modelFile,
    tuples,
    database,
    schema,
    openfga,
    spicedb,
    store,
  } = values;
  if (modelFile === undefined) {
    throw new CommandLineError('--model FILE is missing: the model in the OpenFGA language.');
  }
  checkNames(values);
  if (tuples !== undefined) return openFile(tuples, modelFile);
  if (database !== undefined) return openTables({ url: database, schema }, modelFile);
  if (openfga !== undefined || spicedb !== undefined)
    return openServer({ openfga, spicedb, store, modelFile });
  if (defaults === undefined) throw new CommandLineError(`No graph is named; ${HOW}.`);
  return openDefault(defaults, modelFile);
}

function checkNames({ tuples, database, schema, openfga, spicedb, store }: TargetValues): void {
  const named = [tuples, database, openfga, spicedb].filter((value) => value !== undefined);
  if (named.length > 1) throw new CommandLineError(`More than one graph is named; ${HOW}.`);
  if (store !== undefined && openfga === undefined)
    throw new CommandLineError('--store goes with --openfga URL.');
  if (schema !== undefined && database === undefined) {
    throw new CommandLineError('--schema goes with --database URL.');
  }
}

async function openFile(file: string, modelFile: string): Promise<Target> {
  const engine = await embeddedRelationships({ modelFile, tuples: () => readAll(file) }).create();
  return { engine, tuplesPerWrite: TUPLES_PER_WRITE, [Symbol.asyncDispose]: () => closeEngine(engine) };
}

async function openTables(name: DatabaseName, modelFile: string): Promise<Target> {
  const { sqlTuples } = await needing('kysely', () => import('../../adapters/postgres/index.js'));
  const { db, close } = await openDatabase(name);
  try {
    const engine = await embeddedRelationships({ modelFile, store: sqlTuples({ db }) }).create();
    const dispose = async (): Promise<void> => {
      await closeEngine(engine);
      await close();
    };
    return { engine, tuplesPerWrite: TUPLES_PER_WRITE, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Why an application's own graph cannot be had, it says for people. */
async function openDefault(defaults: TargetDefaults, modelFile: string): Promise<Target> {
  try {
    const { engine, close } = await defaults.open(modelFile);
    return { engine, tuplesPerWrite: TUPLES_PER_WRITE, [Symbol.asyncDispose]: close };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The graph cannot be opened.';
    throw new CommandLineError(message, { cause: error });
  }
}

async function readAll(file: string): Promise<readonly Tuple[]> {
  const tuples: Tuple[] = [];
  for await (const tuple of readTupleFile(file)) tuples.push(tuple);
  return tuples;
}
