import { MemoryStandingStore } from '../identity/standing/memory-standing-store.js';
import { StandingJudge } from '../identity/standing/standing-judge.js';
import { StandingReplica } from '../identity/standing/standing-replica.js';
import type { StandingStore } from '../identity/standing/standing-store.port.js';
import { resolveStandingOptions, type StandingOptions } from '../identity/standing/standing.options.js';
import { Standing } from '../identity/standing/standing.js';
import type { ResolvedIdentityOptions } from '../identity/identity.options.js';

/** How the parts of one instance are put together; time stands still until it is told to go on. */
export interface StandingWorldOptions {
  /** Epoch milliseconds. @defaultValue 0 */
  readonly now?: number;
  /** By issuer. @defaultValue 3600 for `https://auth.test.example` */
  readonly tokenLifetimesSeconds?: Readonly<Record<string, number>>;
  readonly options?: StandingOptions;
}

/** Standing as one instance has it, without an application. */
export interface StandingWorld {
  readonly store: StandingStore;
  readonly replica: StandingReplica;
  readonly standing: Standing;
  readonly judge: StandingJudge;
  /** Moves the time of day. */
  advance(ms: number): void;
  /** Lets so much time pass since the last look at the store, if there is no other meanwhile. */
  age(ms: number): void;
  stop(): void;
}

/** Starts an instance on a store, its own if none is given. */
export async function standingWorld(init: StandingWorldOptions = {}): Promise<StandingWorld> {
  let now = init.now ?? 0;
  let monotonic = 0;
  const clock = { now: () => now };
  const options = resolveStandingOptions(init.options);
  const store = options.store ?? new MemoryStandingStore({ clock });
  const replica = new StandingReplica(options, store, () => monotonic);
  const lifetimes = init.tokenLifetimesSeconds ?? { 'https://auth.test.example': 3_600 };
  const issuers = Object.entries(lifetimes).map(([issuer, maxTokenLifetimeSeconds]) => ({
    issuer,
    maxTokenLifetimeSeconds,
  }));
  const identity = { issuers, certificates: {}, clockToleranceSeconds: 60 };
  await replica.onApplicationBootstrap();
  return {
    store,
    replica,
    standing: new Standing(replica, clock, identity as unknown as ResolvedIdentityOptions),
    judge: new StandingJudge(replica, clock, identity),
    advance: (ms) => {
      now += ms;
    },
    age: (ms) => {
      monotonic += ms;
    },
    stop: () => replica.onApplicationShutdown(),
  };
}
