import { availableParallelism, cpus } from 'node:os';
import type { ContestantName } from '../contestants.js';
import { ALGORITHMS, type Algorithm } from '../scenario/bench-issuer.js';
import type { SignatureCosts } from '../signature-process.js';
import { spreadOf, type Spread } from './statistics.js';
import type { PairSummary } from './summary.js';

/** What a token costs that was never seen before. */
export interface NeverSeenCost {
  readonly subject: ContestantName;
  readonly algorithm: Algorithm;
  /** CPU over bare Nest that a never-seen token costs more than a warm one. */
  readonly overWarmMicroseconds: number;
  /** CPU of the signature verification alone. */
  readonly verificationMicroseconds: number;
  /** What is left: everything else that the first sight of a token costs. */
  readonly restMicroseconds: number;
}

/** Everything that a run has found. */
export interface BenchReport {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly secondsPerRound: number;
  readonly pairs: readonly PairSummary[];
  readonly verificationMicroseconds: Readonly<Record<Algorithm, Spread>>;
  readonly neverSeen: readonly NeverSeenCost[];
  /** Who did not take part, and why. */
  readonly leftOut: readonly string[];
}

/** What a report is made of. */
export type BenchReportInit = Pick<BenchReport, 'secondsPerRound' | 'pairs' | 'leftOut'> & {
  readonly signatures: SignatureCosts;
};

/** Puts the findings together with the machine that they come from. */
export function createReport({ signatures, pairs, secondsPerRound, leftOut }: BenchReportInit): BenchReport {
  const spreads = ALGORITHMS.map((algorithm) => [algorithm, spreadOf(signatures[algorithm])]);
  const verificationMicroseconds = Object.fromEntries(spreads) as Record<Algorithm, Spread>;
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    secondsPerRound,
    pairs,
    verificationMicroseconds,
    neverSeen: pairs.flatMap((pair) => neverSeenCost(pair, { pairs, verificationMicroseconds })),
    leftOut,
  };
}

function neverSeenCost(
  pair: PairSummary,
  { pairs, verificationMicroseconds }: Pick<BenchReport, 'pairs' | 'verificationMicroseconds'>,
): readonly NeverSeenCost[] {
  const { subject, algorithm } = pair;
  const warm = pairs.find(
    (other) =>
      other.freshness === 'warm' &&
      other.subject === subject &&
      other.baseline === pair.baseline &&
      other.algorithm === algorithm,
  );
  if (pair.freshness === 'warm' || warm === undefined) return [];
  const over = pair.extraMicroseconds.median - warm.extraMicroseconds.median;
  const verification = verificationMicroseconds[algorithm].median;
  return [
    {
      subject,
      algorithm,
      overWarmMicroseconds: over,
      verificationMicroseconds: verification,
      restMicroseconds: over - verification,
    },
  ];
}
