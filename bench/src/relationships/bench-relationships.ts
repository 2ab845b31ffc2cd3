import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { findOpenFga } from '../open-fga.js';
import { measureEmbedded, type EmbeddedFigures } from './measure-embedded.js';
import { measureServer } from './measure-server.js';
import { formatReport, type RelationshipsReport } from './relationships-report.js';

const HELP = `Usage: npm run bench:relationships -- [--sizes N,N,…] [--seconds S] [--json]

Checks and listings of the embedded engine per second, the memory that tuples take, and the time to load them; beside
them the same checks on an OpenFGA server, where OPENFGA_URL or scripts/servers has one. Progress goes to stderr, the
result to stdout.

  --sizes N,N,…  numbers of tuples (1000,100000,1000000)
  --seconds S    how long each rate is measured (2)
  --json         the result for programs
  --help         this text

Example: PATH=node_modules/.bin:$PATH node scripts/servers/with-servers.mjs --only openfga npm run bench:relationships`;

interface Options {
  readonly sizes: readonly number[];
  readonly seconds: number;
  readonly isJson: boolean;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench:relationships: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) return void process.stdout.write(`${HELP}\n`);
  const report = await measureAll(options);
  process.stdout.write(`${options.isJson ? JSON.stringify(report, undefined, 2) : formatReport(report)}\n`);
}

/** Nothing if the command line asks for help. @throws Error that says what is wrong */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '1000,100000,1000000' },
      seconds: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const sizes = values.sizes.split(',').map((text) => positiveInteger('--sizes', text));
  return { sizes, seconds: positiveInteger('--seconds', values.seconds), isJson: values.json };
}

async function measureAll({ sizes, seconds }: Options): Promise<RelationshipsReport> {
  const embedded: EmbeddedFigures[] = [];
  for (const size of sizes) {
    process.stderr.write(`${size.toLocaleString('en')} tuples in process …\n`);
    embedded.push(await measureEmbedded(size, seconds));
  }
  const report = { node: process.version.slice(1), cpu: cpus()[0]?.model ?? 'an unknown CPU', embedded };
  const apiUrl = findOpenFga();
  if (apiUrl === undefined) return report;
  process.stderr.write('1,000 tuples on the OpenFGA server …\n');
  return { ...report, openfga: await measureServer(apiUrl, seconds) };
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${name} must be made of whole numbers of at least 1, not '${text}'.`);
}
