import type { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';
import type { RelationshipsOption } from '../../authorization/relationships/relationships-option.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import { needing } from './needing.js';
import { closeEngine, type Target } from './target.js';

/** Which server: exactly one of the two. */
export interface ServerName {
  readonly openfga?: string | undefined;
  /** The store of the OpenFGA server, by its name or id. */
  readonly store?: string | undefined;
  readonly spicedb?: string | undefined;
  readonly modelFile: string;
}

/** Tuples that OpenFGA takes as one change. */
const OPENFGA_TUPLES = 100;
/** The same for SpiceDB. */
const SPICEDB_TUPLES = 500;
/** An id of a store is a ULID; anything else is its name. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * The engine of a server that has its store and its model already: asking a question must change nothing.
 *
 * @throws {@link CommandLineError} for what is missing, and the errors of the engine
 */
export async function openServer(name: ServerName): Promise<Target<RelationshipEngine>> {
  const isOpenFga = name.openfga !== undefined;
  const option = await (isOpenFga ? openFgaOption(name) : spiceDbOption(name));
  const engine = await option.create();
  const tuplesPerWrite = isOpenFga ? OPENFGA_TUPLES : SPICEDB_TUPLES;
  return { engine, tuplesPerWrite, [Symbol.asyncDispose]: () => closeEngine(engine) };
}

async function openFgaOption({
  openfga: apiUrl = '',
  store,
  modelFile,
}: ServerName): Promise<RelationshipsOption> {
  if (store === undefined) {
    throw new CommandLineError('--store NAME is missing: the store of the OpenFGA server.');
  }
  const { openfga } = await needing('@openfga/sdk', () => import('../../adapters/openfga/index.js'));
  const apiToken = process.env['OPENFGA_API_TOKEN'];
  return openfga({
    apiUrl,
    modelFile,
    writeModel: false,
    ...(ULID.test(store) ? { storeId: store } : { storeName: store }),
    ...(apiToken === undefined ? {} : { apiToken }),
  });
}

async function spiceDbOption({
  spicedb: endpoint = '',
  modelFile,
}: ServerName): Promise<RelationshipsOption> {
  const token = process.env['SPICEDB_TOKEN'];
  if (token === undefined) {
    throw new CommandLineError('The variable SPICEDB_TOKEN is missing: the key of the server.');
  }
  const { spicedb } = await needing('@authzed/authzed-node', () => import('../../adapters/spicedb/index.js'));
  return spicedb({ endpoint, token, modelFile, writeSchema: false });
}
