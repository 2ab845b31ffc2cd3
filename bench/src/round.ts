import type { Lineup } from './lineup.js';
import type { LoadJob, LoadResult, TargetResult } from './load/load-job.js';
import type { Pair } from './pairs.js';
import { SERVER_CORE, type PinnedProcess } from './pinned-process.js';
import type { RequestPool } from './request-pool.js';
import { IDENTITY_COUNT } from './scenario/identities.js';

/** Connections to each server, each with one request under way. */
const CONNECTIONS = 32;
const WARMUP_SECONDS = 1;
/** Twice every identity, so that every token that is to be warm is. */
const WARMUP_REQUESTS = 2 * IDENTITY_COUNT;
/** After so many requests V8 has compiled, and compiled anew, what is called often. */
const HEAT_UP_REQUESTS = 50_000;
/** Enough for what waits for a server most of the time. */
const REMOTE_HEAT_UP_REQUESTS = 6_000;
/** Below, something else than the servers set the pace. */
const TRUSTED_CORE_BUSY = 0.97;
/** Above, the generator may have set the pace. */
const TRUSTED_GENERATOR_BUSY = 0.9;
/** Above, others than the pair used too much of its core. */
const TRUSTED_FOREIGN_SHARE = 0.1;
const GRACE_MS = 60_000;
const HEAT_UP_TIMEOUT_MS = 300_000;

/** One application in one round. */
export interface Sample {
  readonly cpuMicrosecondsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One pair in one round. */
export interface Round {
  readonly subject: Sample;
  readonly baseline: Sample;
  /** CPU per request of the subject over that of the baseline. */
  readonly ratio: number;
  readonly serverCoreBusy: number;
  readonly serverCoreUsed: number;
  readonly generatorBusy: number;
  /** Why the round is not to be trusted; empty if it is. */
  readonly marks: readonly string[];
}

const LOAD = { serverCore: SERVER_CORE, connections: CONNECTIONS, warmupSeconds: WARMUP_SECONDS } as const;

/** Who runs rounds, and on what. */
export interface RoundParts {
  readonly lineup: Lineup;
  readonly generator: PinnedProcess;
  readonly pool: RequestPool;
  readonly seconds: number;
}

/** How long one round takes, warm-up included. */
export function secondsPerRound(seconds: number): number {
  return WARMUP_SECONDS + seconds;
}

/** Loads one application after the other, and counts nothing. */
export async function heatUp({ lineup, generator, pool }: RoundParts): Promise<void> {
  const requests = pool.requestsFor({ algorithm: 'ES256', freshness: 'warm' });
  for (const { url, pid, entry } of lineup.all) {
    const targets = [{ url, pid, requests, sendOnce: false }];
    const warmupRequests = entry.needsOpenFga ? REMOTE_HEAT_UP_REQUESTS : HEAT_UP_REQUESTS;
    const job = { ...LOAD, targets, warmupRequests, seconds: 0 };
    await generator.ask<LoadResult>(HEAT_UP_TIMEOUT_MS, job satisfies LoadJob);
  }
}

/** Loads both applications of a pair at the same moment. @throws Error if one gave another answer than 200 */
export async function runRound(pair: Pair, { lineup, generator, pool, seconds }: RoundParts): Promise<Round> {
  const requests = pool.requestsFor(pair);
  const running = [pair.subject, pair.baseline].map((name) => lineup.get(name));
  const targets = running.map(({ url, pid, entry }) => {
    // What does not look at tokens may get them again.
    return { url, pid, requests, sendOnce: pair.freshness === 'never-seen' && entry.guarded };
  });
  const job = { ...LOAD, targets, warmupRequests: WARMUP_REQUESTS, seconds };
  const timeoutMs = secondsPerRound(seconds) * 1000 + GRACE_MS;
  const result = await generator.ask<LoadResult>(timeoutMs, job satisfies LoadJob);
  return roundOf(pair, { result, sharesCore: running.some(({ entry }) => entry.needsOpenFga) });
}

interface Measured {
  readonly result: LoadResult;
  /** Whether a server that belongs to the pair, but is not measured, may run on the same core. */
  readonly sharesCore: boolean;
}

function roundOf(pair: Pair, { result, sharesCore }: Measured): Round {
  const [subject, baseline] = result.targets as [TargetResult, TargetResult];
  for (const [name, { failures }] of [[pair.subject, subject] as const, [pair.baseline, baseline] as const]) {
    if (failures > 0) throw new Error(`${name} gave ${failures} answers other than 200 under load.`);
  }
  const samples = {
    subject: sampleOf(subject, result.seconds),
    baseline: sampleOf(baseline, result.seconds),
  };
  return {
    ...samples,
    ratio: samples.subject.cpuMicrosecondsPerRequest / samples.baseline.cpuMicrosecondsPerRequest,
    serverCoreBusy: result.serverCoreBusy,
    serverCoreUsed: result.serverCoreUsed,
    generatorBusy: result.generatorBusy,
    marks: marksOf({ result, sharesCore }),
  };
}

function sampleOf({ requests, cpuMicroseconds, p50Ms, p99Ms }: TargetResult, seconds: number): Sample {
  return {
    cpuMicrosecondsPerRequest: cpuMicroseconds / requests,
    requestsPerSecond: requests / seconds,
    p50Ms,
    p99Ms,
  };
}

function marksOf({ result, sharesCore }: Measured): readonly string[] {
  const { serverCoreBusy, serverCoreUsed, generatorBusy, targets } = result;
  const marks: string[] = [];
  const foreign = serverCoreBusy - serverCoreUsed;
  if (foreign > TRUSTED_FOREIGN_SHARE && !sharesCore) {
    marks.push(`others used ${percent(foreign)} of the servers' core`);
  }
  if (serverCoreBusy < TRUSTED_CORE_BUSY) {
    marks.push(`the servers' core was only ${percent(serverCoreBusy)} busy`);
  }
  if (generatorBusy > TRUSTED_GENERATOR_BUSY) marks.push(`the generator was ${percent(generatorBusy)} busy`);
  if (targets.some(({ exhausted }) => exhausted)) marks.push('tokens that nobody had seen ran out');
  return marks;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
