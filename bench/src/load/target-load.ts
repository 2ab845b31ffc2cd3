import { once } from 'node:events';
import { createHistogram } from 'node:perf_hooks';
import autocannon, { type Client, type Instance, type Request } from 'autocannon';
import { cpuMicroseconds } from './cpu-time.js';
import type { LoadRequest, LoadTarget, TargetResult } from './load-job.js';

const NANOSECONDS_PER_MS = 1_000_000;
/** Autocannon ends by itself after this; the round ends it earlier. */
const LONGEST_SECONDS = 600;

/** The load on one server, and what it answered since {@link TargetLoad.reset}. */
export class TargetLoad {
  readonly #latency = createHistogram();
  readonly #instance: Instance;
  #sent = 0;
  #requests = 0;
  #failures = 0;
  #cpuBefore = 0;

  constructor(
    private readonly target: LoadTarget,
    connections: number,
  ) {
    let client = 0;
    const setupClient = (connection: Client): void => {
      connection.setRequests(shareOf(target, { index: client, connections }).map(toRequest));
      client += 1;
    };
    const options = { url: target.url, connections, duration: LONGEST_SECONDS, setupClient };
    // With a callback it returns the emitter, whose `done` says the same.
    this.#instance = autocannon(options, () => undefined);
    this.#instance.on('response', (_client, status, _bytes, durationMs) => this.#count(status, durationMs));
    this.#instance.on('reqError', () => (this.#failures += 1));
  }

  /** Answers so far, counted or not. */
  get sent(): number {
    return this.#sent;
  }

  /** Forgets what was counted so far: the measurement begins. */
  reset(): void {
    this.#latency.reset();
    this.#requests = 0;
    this.#failures = 0;
    this.#cpuBefore = cpuMicroseconds(this.target.pid);
  }

  /** What happened since {@link TargetLoad.reset}. */
  read(): TargetResult {
    const { sendOnce, requests, pid } = this.target;
    return {
      requests: this.#requests,
      cpuMicroseconds: cpuMicroseconds(pid) - this.#cpuBefore,
      p50Ms: this.#latency.percentile(50) / NANOSECONDS_PER_MS,
      p99Ms: this.#latency.percentile(99) / NANOSECONDS_PER_MS,
      failures: this.#failures,
      // The connections keep step closely, but not exactly.
      exhausted: sendOnce && this.#sent > requests.length * 0.97,
    };
  }

  async stop(): Promise<void> {
    const done = once(this.#instance, 'done');
    this.#instance.stop();
    await done;
  }

  #count(status: number, durationMs: number): void {
    this.#sent += 1;
    this.#requests += 1;
    if (status !== 200) this.#failures += 1;
    this.#latency.record(Math.max(1, Math.round(durationMs * NANOSECONDS_PER_MS)));
  }
}

/** The requests of one connection. */
export function shareOf(
  { requests, sendOnce }: Pick<LoadTarget, 'requests' | 'sendOnce'>,
  { index, connections }: { readonly index: number; readonly connections: number },
): readonly LoadRequest[] {
  if (sendOnce) return requests.filter((_request, position) => position % connections === index);
  const start = Math.floor((requests.length / connections) * index);
  return [...requests.slice(start), ...requests.slice(0, start)];
}

function toRequest({ path, token }: LoadRequest): Request {
  return { method: 'GET', path, headers: { authorization: `Bearer ${token}` } };
}
