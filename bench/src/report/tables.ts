import { CONTESTANTS, type ContestantName } from '../contestants.js';
import type { BenchReport } from './bench-report.js';
import type { Spread } from './statistics.js';
import type { PairSummary } from './summary.js';

/** Rows of cells, the first being the heading. */
export type Table = readonly (readonly string[])[];

/** One row per pair. */
export function pairTable({ pairs }: BenchReport): Table {
  const heading = [
    'Application',
    'Compared with',
    'Tokens',
    'CPU per request, times',
    'µs',
    'µs of the other',
    'requests/s',
    'p99 ms',
    'Rounds',
  ];
  return [heading, ...pairs.map(pairRow)];
}

/** One row per application and algorithm: what the first sight of a token costs. */
export function neverSeenTable({ neverSeen }: BenchReport): Table {
  const heading = [
    'Application',
    'Algorithm',
    'never seen over warm, µs',
    'verification alone, µs',
    'rest, µs',
  ];
  const rows = neverSeen.map(
    ({ subject, algorithm, overWarmMicroseconds, verificationMicroseconds, restMicroseconds }) => [
      titleOf(subject),
      algorithm,
      overWarmMicroseconds.toFixed(0),
      verificationMicroseconds.toFixed(0),
      restMicroseconds.toFixed(0),
    ],
  );
  return [heading, ...rows];
}

function pairRow(pair: PairSummary): readonly string[] {
  const { figures, rounds, trustedRounds } = pair;
  const mark = trustedRounds === rounds ? '' : trustedRounds === 0 ? ' (none trusted!)' : ' trusted';
  return [
    titleOf(pair.subject),
    titleOf(pair.baseline),
    `${pair.algorithm}, ${pair.freshness === 'warm' ? 'warm' : 'never seen'}`,
    withSpread(pair.ratio, 2),
    withSpread(figures.subject.cpuMicrosecondsPerRequest, 0),
    withSpread(figures.baseline.cpuMicrosecondsPerRequest, 0),
    figures.subject.requestsPerSecond.median.toFixed(0),
    figures.subject.p99Ms.median.toFixed(1),
    trustedRounds === rounds ? `${rounds}` : `${trustedRounds} of ${rounds}${mark}`,
  ];
}

function withSpread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

function titleOf(name: ContestantName): string {
  return CONTESTANTS.find((contestant) => contestant.name === name)?.title ?? name;
}
