import { parseArgs } from 'node:util';
import { spreadOf } from '../report/statistics.js';
import { mannWhitney } from './mann-whitney.js';
import { measureHidden, type HiddenMeasurement } from './measure-hidden.js';

const HELP = `Usage: npm run bench:hidden -- [--samples N] [--json]

Does the time of the answer 404 tell a hidden order from an absent one? Asks for both in random order over HTTP, with
the default of 'hiddenAnswerMs' and without it, where a hidden order has one tuple and where it has thousands, and prints the difference of the medians and a Mann–Whitney U test: a p
below 0.01 means that the times differ by more than chance.

  --samples N    requests of each kind (2000)
  --json         the result for programs
  --help         this text`;

/** The default of the option, and none. */
const PERIODS_MS = [5, 0] as const;
/** Tuples of a hidden order: one, and so many that a check of them takes a good part of a period. */
const TUPLES_PER_ORDER = [1, 5_000] as const;

interface HiddenFigures {
  readonly hiddenAnswerMs: number;
  readonly tuplesPerOrder: number;
  readonly samples: number;
  readonly hiddenMedianMicroseconds: number;
  readonly absentMedianMicroseconds: number;
  readonly differenceMicroseconds: number;
  readonly z: number;
  readonly p: number;
  /** Sizes of the answers in bytes, headers included; one, if they are all alike. */
  readonly answerBytes: readonly number[];
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench:hidden: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      samples: { type: 'string', default: '2000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  const samples = Number(values.samples);
  if (!Number.isSafeInteger(samples) || samples < 20)
    throw new Error('--samples takes a whole number of at least 20.');
  const figures: HiddenFigures[] = [];
  for (const tuplesPerOrder of TUPLES_PER_ORDER) {
    for (const hiddenAnswerMs of PERIODS_MS) {
      figures.push(await measure({ hiddenAnswerMs, tuplesPerOrder, samples }));
    }
  }
  process.stdout.write(`${values.json ? JSON.stringify(figures, undefined, 2) : format(figures)}\n`);
}

async function measure(measurement: HiddenMeasurement): Promise<HiddenFigures> {
  const { hidden, absent, sizes } = await measureHidden(measurement);
  const [hiddenMedian, absentMedian] = [spreadOf(hidden).median, spreadOf(absent).median];
  const { z, p } = mannWhitney(hidden, absent);
  return {
    ...measurement,
    hiddenMedianMicroseconds: hiddenMedian,
    absentMedianMicroseconds: absentMedian,
    differenceMicroseconds: hiddenMedian - absentMedian,
    z,
    p,
    answerBytes: sizes,
  };
}

function format(figures: readonly HiddenFigures[]): string {
  const rows = figures.map((row) => [
    `${row.hiddenAnswerMs} ms`,
    String(row.tuplesPerOrder),
    `${row.hiddenMedianMicroseconds.toFixed(1)} µs`,
    `${row.absentMedianMicroseconds.toFixed(1)} µs`,
    `${row.differenceMicroseconds.toFixed(1)} µs`,
    row.p.toFixed(4),
    row.p < 0.01 ? 'yes' : 'no',
    row.answerBytes.toSorted((a, b) => a - b).join(', '),
  ]);
  const heading = [
    'hiddenAnswerMs',
    'tuples',
    'hidden, median',
    'absent, median',
    'difference',
    'p',
    'differ?',
    'bytes',
  ];
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
