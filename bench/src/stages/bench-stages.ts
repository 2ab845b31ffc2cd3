import { parseArgs } from 'node:util';
import { gatewayRoutes } from './gateway-routes.js';
import { GuardedRoutes } from './guarded-routes.js';
import { measureBench, type StageFigures } from './measure-bench.js';
import { stageBenches } from './stage-benches.js';

const HELP = `Usage: npm run bench:stages -- [--only TEXT…] [--json]

Times each part of the pipeline by itself, without HTTP, and counts the bytes that one call allocates.

  --only TEXT    only parts whose name contains the text; may be given more than once
  --json         the result for programs
  --help         this text`;

try {
  await main();
} catch (error) {
  process.stderr.write(`bench:stages: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  const figures = await measureAll(values.only);
  process.stdout.write(`${values.json ? JSON.stringify(figures, undefined, 2) : formatFigures(figures)}\n`);
}

async function measureAll(only: readonly string[]): Promise<readonly StageFigures[]> {
  await using full = await GuardedRoutes.start();
  await using gateway = await GuardedRoutes.start(await gatewayRoutes());
  const isWanted = ({ name }: { readonly name: string }): boolean =>
    only.length === 0 || only.some((text) => name.includes(text));
  const benches = stageBenches({ full, gateway }).filter(isWanted);
  if (benches.length === 0) throw new Error('--only matches no part; run without it to see their names.');
  const figures: StageFigures[] = [];
  for (const bench of benches) figures.push(await measureBench(bench));
  return figures;
}

function formatFigures(figures: readonly StageFigures[]): string {
  const lines = figures.map(({ name, medianNanoseconds, p99Nanoseconds, allocatedBytes }) =>
    [
      name.padEnd(62),
      `${(medianNanoseconds / 1000).toFixed(2)} µs`.padStart(10),
      `${(p99Nanoseconds / 1000).toFixed(2)} µs`.padStart(11),
      `${allocatedBytes.toFixed(0)} B`.padStart(9),
    ].join(' '),
  );
  const heading = ['part'.padEnd(62), 'median'.padStart(10), 'p99'.padStart(11), 'allocated'.padStart(9)];
  return [heading.join(' '), ...lines].join('\n');
}
