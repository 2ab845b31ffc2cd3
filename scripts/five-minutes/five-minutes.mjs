/** Does what docs/getting-started.md has its reader do, in a temporary folder, with the packages of this repository. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { doStory } from './do-story.mjs';
import { print, printSummary, writeReport } from './tell.mjs';

const HELP = `Usage: npm run five-minutes -- [--keep] [--report FILE]

Does every step of docs/getting-started.md in a temporary folder: packs the packages of this repository, makes a new Nest
application, installs them there, adds, generates, builds, lints, tests and starts it, and sends it requests, one that is
allowed and some that are denied. What the page shows must be what is printed. Prints the time of each step; stops at the
first that fails, with what was run and its output. Packages come from the npm registry as you have it set up.

  --keep           leaves the folder behind, and says where
  --report FILE    writes the numbers of steps that passed and failed, as vitest's JSON reporter would
  --help           this text`;

process.exitCode = await main();

async function main() {
  const { help, keep, report, problem } = readArguments();
  if (problem !== undefined) return refuse(problem);
  if (help) return print(HELP);
  const folder = await mkdtemp(join(tmpdir(), 'five-minutes-'));
  try {
    const outcome = await doStory(folder);
    printSummary(outcome);
    if (report !== undefined) await writeReport(report, outcome);
    return outcome.failure === undefined ? 0 : 1;
  } finally {
    if (keep) print(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

function readArguments() {
  const options = {
    keep: { type: 'boolean', default: false },
    report: { type: 'string' },
    help: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return { problem: error.message };
  }
}

function refuse(problem) {
  process.stderr.write(`${problem}; see --help\n`);
  return 2;
}
