import { setTimeout as sleep } from 'node:timers/promises';
import { BusyPoll } from './busy-poll.js';
import { busyShare, coreTicks } from './cpu-time.js';
import type { LoadJob, LoadResult } from './load-job.js';
import { TargetLoad } from './target-load.js';

/** Runs the rounds that the parent process sends, one after another. */
process.on('message', (job: LoadJob) => {
  void run(job).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit());

const POLL_MS = 20;
const MICROSECONDS_PER_MS = 1_000;

async function run(job: LoadJob): Promise<LoadResult> {
  const loads = job.targets.map((target) => new TargetLoad(target, job.connections));
  const poll = new BusyPoll(() => loads.reduce((sum, { sent }) => sum + sent, 0));
  await warmUp(loads, job);
  for (const load of loads) load.reset();
  poll.reset();
  const [startedAt, ticks] = [performance.now(), coreTicks(job.serverCore)];
  await sleep(job.seconds * 1000);
  const targets = loads.map((load) => load.read());
  const elapsedMs = performance.now() - startedAt;
  const { idleMs } = poll;
  poll.stop();
  const serverCoreBusy = busyShare(ticks, coreTicks(job.serverCore));
  await Promise.all(loads.map((load) => load.stop()));
  const shareOf = (cpuMicroseconds: number): number => cpuMicroseconds / MICROSECONDS_PER_MS / elapsedMs;
  return {
    seconds: elapsedMs / 1000,
    serverCoreBusy,
    serverCoreUsed: shareOf(targets.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0)),
    generatorBusy: 1 - idleMs / elapsedMs,
    targets,
  };
}

/** Ends late rather than cold: what a cache must know and a compiler must have seen is not part of the measurement. */
async function warmUp(
  loads: readonly TargetLoad[],
  { warmupSeconds, warmupRequests }: LoadJob,
): Promise<void> {
  await sleep(warmupSeconds * 1000);
  while (loads.some(({ sent }) => sent < warmupRequests)) await sleep(POLL_MS);
}
