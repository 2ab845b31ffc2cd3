import { spreadOf } from '../report/statistics.js';

/** What is repeated, and for how long. */
export interface RateBench<Query> {
  /** Makes queries that nobody has seen, outside the measured time. */
  readonly makeQueries: (count: number) => readonly Query[];
  readonly run: (query: Query) => unknown;
  readonly queriesPerBatch: number;
  readonly seconds: number;
}

/**
 * Half of the time warms up. What counts is the processor's time, helper threads included: other processes take away
 * time, but not this.
 *
 * @returns runs per second, the median over batches
 */
export function measureRate<Query>(bench: RateBench<Query>): number {
  const rates: number[] = [];
  let spentMs = 0;
  do {
    const elapsedMs = timeBatch(bench);
    spentMs += elapsedMs;
    if (spentMs > bench.seconds * 500) rates.push((bench.queriesPerBatch / elapsedMs) * 1_000);
  } while (spentMs < bench.seconds * 1_000);
  return spreadOf(rates).median;
}

function timeBatch<Query>({ makeQueries, queriesPerBatch, run }: RateBench<Query>): number {
  const queries = makeQueries(queriesPerBatch);
  const before = process.cpuUsage();
  for (const query of queries) run(query);
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system) / 1_000;
}
