import { formatTuple, type Tuple } from '../../../authorization/relationships/tuple.js';
import {
  reconcileRelationships,
  type ReconcileReport,
} from '../../../authorization/relationships/outbox/reconcile.js';
import { CommandLineError } from '../../command-line/command-line.error.js';
import type { CommandOutput } from '../../command-line/command-output.js';
import { defineCommand } from '../command.js';
import { openDatabase } from '../open-database.js';
import { openServer, type ServerName } from '../open-server.js';

/** `relationships reconcile`. */
export const reconcileCommand = defineCommand({
  summary: 'finds and mends what differs between a database and a remote engine',
  help: `Usage: relationships reconcile --database URL (--openfga URL --store NAME | --spicedb HOST:PORT) --outbox NAME
                               --model FILE [--repair]

Compares the tuples of the database, which count, with those of the engine. What is on its way to the engine is no
difference. Exit code 1 if there is one. With --repair it is put in line, for the application to deliver; safe while
the application runs.

  --database URL                  the application's PostgreSQL database (needs the package pg)
  --schema NAME                   the schema of its tables, where the database does not take it by itself
  --openfga URL --store NAME      the engine: a store of an OpenFGA server; token in OPENFGA_API_TOKEN
  --spicedb HOST:PORT             the engine: a SpiceDB server; token in SPICEDB_TOKEN
  --outbox NAME                   the name that the application gives its outbox, such as openfga:01J…
  --model FILE                    the model, in the OpenFGA language
  --repair                        mends what differs

Example:
  relationships reconcile --database postgres://localhost/orders --openfga http://localhost:8080 --store orders \\
    --outbox openfga:orders --model order-model.fga --repair`,
  options: {
    database: { type: 'string' },
    schema: { type: 'string' },
    openfga: { type: 'string' },
    store: { type: 'string' },
    spicedb: { type: 'string' },
    outbox: { type: 'string' },
    model: { type: 'string' },
    repair: { type: 'boolean' },
  },
  words: { least: 0, most: 0 },
  async run({ values, defaults }, output) {
    const { database: url, schema, outbox: name, repair = false } = values;
    if (url === undefined) throw new CommandLineError('--database URL is missing: whose tuples count.');
    if (name === undefined)
      throw new CommandLineError("--outbox NAME is missing: as in the application's sqlOutbox().");
    await using target = await openServer(serverOf(values, defaults?.modelFile));
    const { sqlOutbox, sqlTupleLedger } = await import('../../../adapters/postgres/index.js');
    const { db, close } = await openDatabase({ url, schema });
    try {
      const report = await reconcileRelationships({
        engine: target.engine,
        ledger: sqlTupleLedger(db),
        outbox: sqlOutbox({ db, name }),
        repair,
        onProgress: ({ phase, done }) => output.progress(`${phase}: ${done} tuples`),
      });
      return print(report, output);
    } finally {
      await close();
    }
  },
});

function serverOf(
  { model, openfga, store, spicedb }: Partial<Record<'model' | 'openfga' | 'store' | 'spicedb', string>>,
  defaultModelFile: string | undefined,
): ServerName {
  const modelFile = model ?? defaultModelFile;
  if (modelFile === undefined)
    throw new CommandLineError('--model FILE is missing: the model in the OpenFGA language.');
  if ((openfga === undefined) === (spicedb === undefined)) {
    throw new CommandLineError(
      'Name the engine to compare with: --openfga URL --store NAME, or --spicedb HOST:PORT.',
    );
  }
  return { openfga, store, spicedb, modelFile };
}

function print(report: ReconcileReport, output: CommandOutput): 0 | 1 {
  const { compared, missing, surplus, differing, repaired } = report;
  const show = (mark: string, tuples: readonly Tuple[]): void => {
    for (const tuple of tuples) output.print(`${mark} ${formatTuple(tuple)}`);
  };
  show('missing  ', missing);
  show('surplus  ', surplus);
  show('condition', differing);
  const different = missing.length + surplus.length + differing.length;
  output.print(`${compared} compared, ${different} different, ${repaired} put in line to be mended`);
  return different === 0 || repaired === different ? 0 : 1;
}
