import { parseArgs } from 'node:util';

/** How the result is written. */
export type OutputFormat = 'text' | 'json' | 'markdown';

/** What the command line asks for. */
export interface BenchOptions {
  readonly rounds: number;
  readonly secondsPerRound: number;
  /** Names of applications, algorithms or kinds of token, joined by `/`; empty for everything. */
  readonly only: readonly string[];
  readonly format: OutputFormat;
}

/** What `--help` prints. */
export const HELP = `Usage: npm run bench -- [--rounds N] [--seconds S] [--only NAME…] [--json | --markdown]

Compares the pipeline with bare Nest and with stacks put together by hand, pair by pair, both loaded at the same
moment on one core. Progress goes to stderr, the result to stdout.

  --rounds N     how often each pair is measured (7)
  --seconds S    how long each measurement takes, after one second of warm-up (4)
  --only NAME    only pairs with this part in their name, such as full-express, ES256, never-seen, or several
                 parts joined by a slash: full-fastify/RS256; may be given more than once
  --json         the result for programs
  --markdown     the result as the tables of docs/performance.md
  --help         this text

The peer that asks an OpenFGA server needs OPENFGA_URL, or the servers of scripts/servers.`;

/** Reads the command line; `undefined` if it asks for help. @throws Error that says what is wrong */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (values.json && values.markdown) throw new Error('--json and --markdown exclude each other.');
  return {
    rounds: positiveInteger('--rounds', values.rounds),
    secondsPerRound: positiveInteger('--seconds', values.seconds),
    only: values.only,
    format: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
  };
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${name} must be a whole number of at least 1, not '${text}'.`);
}
