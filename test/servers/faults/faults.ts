import { setTimeout as sleep } from 'node:timers/promises';
import { JunkServer } from '../support/junk-server.js';
import type { OwnServer } from '../support/own-server.js';
import type { SteadyLoad } from './steady-load.js';
import type { Subject } from './subjects.js';

const REQUESTS_IN_FAULT = 3_000;
/** Where each refusal takes its time, the fault ends before it has so many. */
const FAULT_MS = 20_000;
const HANG_MS = 30_000;

/** The orders API at an address, under requests, and the server that is about to fail it. */
export interface Scene {
  readonly subject: Subject;
  readonly server: OwnServer;
  readonly load: SteadyLoad;
  readonly address: string;
}

/** A way to fail. */
export interface Fault {
  readonly name: string;
  /** Brings it about. @returns what stands in for the server until the fault ends */
  begin(scene: Scene): Promise<AsyncDisposable | undefined>;
  /** Resolves when it has lasted long enough. */
  last(scene: Scene): Promise<void>;
  end(scene: Scene): void;
  /** Of each client between two requests. */
  readonly pauseMs: number;
}

/** Every way, one after the other. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'is killed',
    begin: async ({ server }) => {
      await server.kill();
      return undefined;
    },
    last: ({ load }) => load.more(REQUESTS_IN_FAULT, FAULT_MS),
    end: ({ server }) => server.restart(),
    pauseMs: 0,
  },
  {
    name: 'answers junk',
    begin: async ({ server, subject }) => {
      await server.kill();
      return JunkServer.start(subject.junk, server.port);
    },
    last: ({ load }) => load.more(REQUESTS_IN_FAULT, FAULT_MS),
    end: ({ server }) => server.restart(),
    pauseMs: 0,
  },
  {
    name: `hangs for ${HANG_MS / 1_000} s`,
    begin: async ({ server }) => {
      server.pause();
      return undefined;
    },
    last: () => sleep(HANG_MS),
    end: ({ server }) => server.resume(),
    // Where refusals come at once there would be hundreds of thousands.
    pauseMs: 100,
  },
];
