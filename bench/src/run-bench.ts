import type { BenchOptions } from './bench-options.js';
import { CONTESTANTS, type ContestantEntry } from './contestants.js';
import { Lineup } from './lineup.js';
import { findOpenFga, prepareStore } from './open-fga.js';
import { nameOf, PAIRS, selectPairs, shuffle, type Pair } from './pairs.js';
import { LOAD_CORE, PinnedProcess, SERVER_CORE } from './pinned-process.js';
import { checkAllAnswers } from './preflight.js';
import { createReport, type BenchReport } from './report/bench-report.js';
import { summarize } from './report/summary.js';
import { RequestPool } from './request-pool.js';
import { heatUp, runRound, secondsPerRound, type Round, type RoundParts } from './round.js';
import { BenchIssuer } from './scenario/bench-issuer.js';
import type { SignatureCosts } from './signature-process.js';

const SIGNATURES_TIMEOUT_MS = 60_000;

/** Tells what the bench is doing. */
export type Progress = (message: string) => void;

/**
 * Runs the comparison.
 *
 * @throws Error if an application does not start, answers wrongly, or fails under load
 */
export async function runBench(options: BenchOptions, progress: Progress): Promise<BenchReport> {
  await using resources = new AsyncDisposableStack();
  const openFgaUrl = findOpenFga();
  const { pairs, entries, leftOut } = choose(options.only, openFgaUrl !== undefined);
  for (const line of leftOut) progress(line);
  const issuer = resources.use(await BenchIssuer.start());
  const needsOpenFga = openFgaUrl !== undefined && entries.some((entry) => entry.needsOpenFga);
  const openFga = needsOpenFga ? resources.use(await prepareStore(openFgaUrl)) : undefined;
  progress(`starting ${entries.map(({ name }) => name).join(', ')}`);
  const lineup = resources.use(await Lineup.start({ entries, issuer, openFga }));
  await checkAllAnswers(lineup.all, issuer);
  progress('every application answers as it must');
  const signatures = await measureSignatures();
  const script = new URL('./load/load-process.js', import.meta.url);
  const generator = resources.use(PinnedProcess.start({ script, core: LOAD_CORE }));
  const pool = new RequestPool(issuer, secondsPerRound(options.secondsPerRound));
  const parts = { lineup, generator, pool, seconds: options.secondsPerRound };
  await heatUp(parts);
  progress('every application is warm');
  const rounds = await runRounds(pairs, { ...parts, count: options.rounds, progress });
  return createReport({
    secondsPerRound: options.secondsPerRound,
    pairs: pairs.map((pair) => summarize(pair, rounds.get(pair) ?? [])),
    signatures,
    leftOut,
  });
}

interface Choice {
  readonly pairs: readonly Pair[];
  readonly entries: readonly ContestantEntry[];
  readonly leftOut: readonly string[];
}

function choose(only: readonly string[], hasOpenFga: boolean): Choice {
  const wanted = selectPairs(PAIRS, only);
  if (wanted.length === 0) {
    throw new Error(`--only matches nothing. The pairs are:\n  ${PAIRS.map(nameOf).join('\n  ')}`);
  }
  const absent = CONTESTANTS.filter(({ needsOpenFga }) => needsOpenFga && !hasOpenFga).map(
    ({ name }) => name,
  );
  const pairs = wanted.filter(({ subject }) => !absent.includes(subject));
  const left = absent.filter((name) => wanted.some(({ subject }) => subject === name));
  const needed = new Set(pairs.flatMap(({ subject, baseline }) => [subject, baseline]));
  const leftOut = left.map((name) => `${name} is left out: it needs an OpenFGA server; set OPENFGA_URL.`);
  if (pairs.length === 0) throw new Error(leftOut.join(' '));
  return {
    pairs,
    leftOut,
    entries: CONTESTANTS.filter(({ name }) => needed.has(name)),
  };
}

async function measureSignatures(): Promise<SignatureCosts> {
  const script = new URL('./signature-process.js', import.meta.url);
  await using child = PinnedProcess.start({ script, core: SERVER_CORE });
  return await child.ask<SignatureCosts>(SIGNATURES_TIMEOUT_MS);
}

interface RoundsInit extends RoundParts {
  readonly count: number;
  readonly progress: Progress;
}

async function runRounds(
  pairs: readonly Pair[],
  { count, progress, ...parts }: RoundsInit,
): Promise<ReadonlyMap<Pair, readonly Round[]>> {
  const rounds = new Map<Pair, Round[]>(pairs.map((pair) => [pair, []]));
  for (let round = 1; round <= count; round += 1) {
    for (const pair of shuffle(pairs)) {
      const result = await runRound(pair, parts);
      rounds.get(pair)?.push(result);
      const marks = result.marks.length === 0 ? '' : ` (${result.marks.join('; ')})`;
      progress(`round ${round} of ${count}: ${nameOf(pair)} ${result.ratio.toFixed(2)}×${marks}`);
    }
  }
  return rounds;
}
