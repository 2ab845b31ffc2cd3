import { getHeapStatistics } from 'node:v8';
import { measure } from 'mitata';
import type { StageBench } from './stage-benches.js';

/** What one call of something costs. */
export interface StageFigures {
  readonly name: string;
  readonly medianNanoseconds: number;
  readonly p99Nanoseconds: number;
  /** Bytes that one call takes from the heap. */
  readonly allocatedBytes: number;
}

/** After so many calls the compiler of V8 has settled. */
const WARMUP_CALLS = 20_000;
const ALWAYS = Number.MAX_SAFE_INTEGER;

/** A clock read per call would cost more than most calls: many are timed in a row, however slow the first one is. */
const IN_BATCHES = { warmup_threshold: ALWAYS, batch_threshold: ALWAYS, batch_samples: 1_024 };

/** A collection before each batch, so that none happens within: it would hide what was allocated, and it slows calls down. */
const COUNTING_BYTES = {
  ...IN_BATCHES,
  heap: () => getHeapStatistics().used_heap_size,
  inner_gc: true,
  max_samples: 40,
};

/** Times one thing, then counts its bytes; what it needs is made outside the measurement. */
export async function measureBench(bench: StageBench): Promise<StageFigures> {
  await warmUp(bench);
  const time = await measure(generator(bench), { ...IN_BATCHES });
  const bytes = await measure(generator(bench), { ...COUNTING_BYTES });
  return {
    name: bench.name,
    medianNanoseconds: time.p50,
    p99Nanoseconds: time.p99,
    allocatedBytes: bytes.heap?.avg ?? Number.NaN,
  };
}

async function warmUp({ prepare, run }: StageBench): Promise<void> {
  for (let call = 0; call < WARMUP_CALLS; call += 1) await run(prepare() as never);
}

/** Mitata's form for a function whose argument is made anew, untimed, for each call. */
function generator({ prepare, run }: StageBench) {
  return function* () {
    // Mitata's types know only the form without an argument.
    yield { 0: prepare, bench: (prepared: never) => run(prepared) } as unknown as () => unknown;
  };
}
