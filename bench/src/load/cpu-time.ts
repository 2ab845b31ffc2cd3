import { readFileSync } from 'node:fs';

/** `sysconf(_SC_CLK_TCK)`, which Linux fixes at 100 for programs. */
const TICKS_PER_SECOND = 100;
const MICROSECONDS_PER_TICK = 1_000_000 / TICKS_PER_SECOND;

/** How a core has spent its time since the machine started, in ticks. */
export interface CoreTicks {
  readonly busy: number;
  readonly total: number;
}

/** User and system time of a process with all its threads, in microseconds, from `/proc/PID/stat`. */
export function cpuMicroseconds(pid: number): number {
  return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8')) * MICROSECONDS_PER_TICK;
}

/** How a core has spent its time, from `/proc/stat`. */
export function coreTicks(core: number): CoreTicks {
  return parseCoreStat(readFileSync('/proc/stat', 'utf8'), core);
}

/** Share of a core's time between two readings in which it worked, 0 to 1. */
export function busyShare(before: CoreTicks, after: CoreTicks): number {
  const total = after.total - before.total;
  return total === 0 ? 0 : (after.busy - before.busy) / total;
}

/** `utime + stime` in ticks. The command's name may hold spaces and brackets, so fields are counted from its end. */
export function parseProcessStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // The first field here is number 3 of proc(5); utime is 14, stime 15.
  return Number(fields[11]) + Number(fields[12]);
}

/** What the machine's owner took for others (steal) counts as not busy, like idle time and waiting for a disk. */
export function parseCoreStat(stat: string, core: number): CoreTicks {
  const line = stat.split('\n').find((candidate) => candidate.startsWith(`cpu${core} `));
  if (line === undefined) throw new Error(`/proc/stat knows no core ${core}; the bench needs two cores.`);
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] = line
    .split(' ')
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softIrq;
  return { busy, total: busy + idle + ioWait + steal };
}
