import type { ContestantName } from '../contestants.js';
import type { Freshness, Pair } from '../pairs.js';
import type { Round, Sample } from '../round.js';
import type { Algorithm } from '../scenario/bench-issuer.js';
import { spreadOf, type Spread } from './statistics.js';

/** One application of a pair over all rounds. */
export interface SampleSummary {
  readonly cpuMicrosecondsPerRequest: Spread;
  readonly requestsPerSecond: Spread;
  readonly p99Ms: Spread;
}

/** One pair over all rounds. */
export interface PairSummary {
  readonly subject: ContestantName;
  readonly baseline: ContestantName;
  readonly algorithm: Algorithm;
  readonly freshness: Freshness;
  /** CPU per request of the subject over that of the baseline, round by round. */
  readonly ratio: Spread;
  /** CPU per request of the subject less that of the baseline, round by round. */
  readonly extraMicroseconds: Spread;
  readonly figures: { readonly subject: SampleSummary; readonly baseline: SampleSummary };
  readonly rounds: number;
  /** Rounds that the figures rest on. Without any, they rest on all rounds, which is only a hint. */
  readonly trustedRounds: number;
  /** Why rounds were not trusted. */
  readonly marks: readonly string[];
}

/** Sums up the rounds of a pair. */
export function summarize(pair: Pair, rounds: readonly Round[]): PairSummary {
  const trusted = rounds.filter(({ marks }) => marks.length === 0);
  const used = trusted.length === 0 ? rounds : trusted;
  return {
    ...pair,
    ratio: spreadOf(used.map(({ ratio }) => ratio)),
    extraMicroseconds: spreadOf(
      used.map(
        ({ subject, baseline }) => subject.cpuMicrosecondsPerRequest - baseline.cpuMicrosecondsPerRequest,
      ),
    ),
    figures: {
      subject: summarizeSamples(used.map(({ subject }) => subject)),
      baseline: summarizeSamples(used.map(({ baseline }) => baseline)),
    },
    rounds: rounds.length,
    trustedRounds: trusted.length,
    marks: rounds.flatMap(({ marks }) => marks),
  };
}

function summarizeSamples(samples: readonly Sample[]): SampleSummary {
  return {
    cpuMicrosecondsPerRequest: spreadOf(samples.map((sample) => sample.cpuMicrosecondsPerRequest)),
    requestsPerSecond: spreadOf(samples.map((sample) => sample.requestsPerSecond)),
    p99Ms: spreadOf(samples.map((sample) => sample.p99Ms)),
  };
}
