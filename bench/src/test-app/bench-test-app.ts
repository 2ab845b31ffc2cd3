import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `Usage: npm run bench:test-app -- [--runs NUMBER] [--json]

Times an e2e test of a small application with startTestApp(), each in a process of its own: the imports, the start, the first
answer, the end. Prints medians.

  --runs NUMBER  processes (9 unless given)
  --json         the result for programs
  --help         this text`;

const SCRIPT = join(import.meta.dirname, 'start-once.js');

/** By part, in milliseconds; `cpuMs` is of the whole process. */
type Figures = Readonly<Record<string, number>>;

try {
  main();
} catch (error) {
  process.stderr.write(`bench:test-app: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '9' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  const runs = Number(values.runs);
  if (!Number.isSafeInteger(runs) || runs < 1)
    throw new Error('--runs must be a whole number of at least 1.');
  const figures = mediansOf(Array.from({ length: runs }, startOnce));
  process.stdout.write(`${values.json ? JSON.stringify(figures, undefined, 2) : format(figures)}\n`);
}

function startOnce(): Figures {
  const printed = execFileSync(process.execPath, [SCRIPT], { encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(printed) as Figures;
}

function mediansOf(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(all.map((figures) => figures[name] ?? 0))]));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function format(figures: Figures): string {
  const lines = Object.entries(figures).map(
    ([name, ms]) => `${name.replace(/Ms$/, '').padEnd(12)} ${ms.toFixed(0).padStart(6)} ms`,
  );
  return lines.join('\n');
}
