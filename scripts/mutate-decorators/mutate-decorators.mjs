// Takes each decorator of the sample away, one at a time, and sees whether a test fails.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findMutants } from './find-mutants.mjs';
import { wholeLadder } from './ladder.mjs';
import { WorkerPool } from './worker-pool.mjs';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = 'apps/orders/src';

const HELP = `Usage: npm run mutate:decorators -- [--only TEXT] [--list] [--quick] [--workers N]

Takes every decorator of ${FOLDER} away, one at a time, in memory, and runs the tests of the sample, those that
are likely to fail first. Prints what killed each mutant, then killed / total. Exits with 1 if one survives.

  --only TEXT   only files whose path holds TEXT, or one decorator by its FILE:LINE; may be given several times
  --list        prints the decorators and runs nothing
  --quick       only the tests that are likely to fail; what survives may still be found by the others
  --workers N   how many are tried at once (default 2)
  --help        this text`;

const options = {
  only: { type: 'string', multiple: true },
  list: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  workers: { type: 'string', default: '2' },
  help: { type: 'boolean', default: false },
};

process.exitCode = await main(readArguments());

function readArguments() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return { problem: error.message };
  }
}

async function main({ problem, help, list, only, quick, workers }) {
  if (problem !== undefined || !/^[1-9]\d?$/.test(workers))
    return refuse(`${problem ?? '--workers takes 1 to 99'}; see --help`);
  if (help) return print(HELP);
  const mutants = findMutants({ root: ROOT, folder: FOLDER }).filter((mutant) => isWanted(mutant, only));
  if (mutants.length === 0) return refuse(`no decorator in ${only?.join(', ') ?? FOLDER}`);
  if (list) return print(mutants.map((mutant) => `${whereIs(mutant)}  ${mutant.label}`).join('\n'));
  const pool = await WorkerPool.start({ root: ROOT, size: Number(workers) });
  try {
    return await tryAll(pool, { mutants, quick });
  } finally {
    pool.stop();
  }
}

async function tryAll(pool, { mutants, quick }) {
  const begun = performance.now();
  const { killedBy: broken, ...first } = await pool.run({ specs: wholeLadder(ROOT) });
  if (broken !== undefined)
    return refuse(`the tests fail without any mutant, so nothing is shown: ${broken}`);
  print(`the first tests pass without a mutant (${first.seconds.toFixed(1)} s); ${mutants.length} mutants`);
  let done = 0;
  const survivors = [];
  const tryOne = async (mutant) => {
    const { killedBy, seconds } = await pool.run({ mutant, quick });
    if (killedBy === undefined) survivors.push(mutant);
    done += 1;
    print(
      `[${done}/${mutants.length}] ${verdict(killedBy)}  ${whereIs(mutant)}  ${mutant.label}  ${seconds.toFixed(1)} s`,
    );
    if (killedBy !== undefined) print(`    ${killedBy}`);
  };
  await Promise.all(mutants.map(tryOne));
  return summarise({ mutants, survivors, minutes: (performance.now() - begun) / 60_000 });
}

function summarise({ mutants, survivors, minutes }) {
  for (const mutant of survivors) print(`survived: ${whereIs(mutant)}  ${mutant.label}`);
  print(`killed ${mutants.length - survivors.length} / ${mutants.length} in ${minutes.toFixed(1)} min`);
  return survivors.length === 0 ? 0 : 1;
}

function verdict(killedBy) {
  return killedBy === undefined ? 'SURVIVED' : 'killed  ';
}

function isWanted(mutant, only) {
  return only === undefined || only.some((text) => mutant.file.includes(text) || whereIs(mutant) === text);
}

function whereIs({ file, line }) {
  return `${file}:${line}`;
}

function print(text) {
  console.log(text);
  return 0;
}

function refuse(problem) {
  console.error(`mutate-decorators: ${problem}`);
  return 1;
}
