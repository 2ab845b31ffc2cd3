/** One request of the load. */
export interface LoadRequest {
  readonly path: string;
  readonly token: string;
}

/** A server to load. */
export interface LoadTarget {
  readonly url: string;
  /** Whose CPU time is read. */
  readonly pid: number;
  /** What to send. */
  readonly requests: readonly LoadRequest[];
  /** Shared out among the connections, none sent twice; else every connection cycles through all of them. */
  readonly sendOnce: boolean;
}

/** Servers to load at the same moment. */
export interface LoadJob {
  readonly targets: readonly LoadTarget[];
  readonly serverCore: number;
  readonly connections: number;
  /** Both must have passed, the time and the requests of each target, before anything is counted. */
  readonly warmupSeconds: number;
  readonly warmupRequests: number;
  readonly seconds: number;
}

/** What one server did while it was measured. */
export interface TargetResult {
  readonly requests: number;
  readonly cpuMicroseconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200, and errors. */
  readonly failures: number;
  /** Whether requests that were to be sent once ran out and began again. */
  readonly exhausted: boolean;
}

/** What one round measured, the targets in the order of the job. */
export interface LoadResult {
  readonly seconds: number;
  /** Share of the servers' core that was busy, 0 to 1. */
  readonly serverCoreBusy: number;
  /** Share of the servers' core that the targets used, 0 to 1. */
  readonly serverCoreUsed: number;
  /** Share of the time in which the generator had answers to take, 0 to 1; it never sleeps. */
  readonly generatorBusy: number;
  readonly targets: readonly TargetResult[];
}
