import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/** Where a server of a test listens, and where it keeps its data. */
export interface OwnServerPlace {
  readonly port: number;
  readonly directory: string;
}

/** A free loopback port and an empty directory. */
export async function ownPlace(name: string): Promise<OwnServerPlace> {
  return { port: await freePort(), directory: await mkdtemp(join(tmpdir(), `own-${name}-`)) };
}

/** A real server of the test's own, to be killed, paused and started again on the same port with the same data. */
export abstract class OwnServer implements AsyncDisposable {
  #process: ChildProcess | undefined;

  protected constructor(protected readonly place: OwnServerPlace) {}

  /** Where an application finds it. */
  abstract get url(): string;

  get port(): number {
    return this.place.port;
  }

  protected abstract launch(): ChildProcess;

  /** Starts it, for the first time or after {@link kill}; it may take a moment until it answers. */
  restart(): void {
    this.#process = this.launch();
  }

  /** Ends it and all its children as a crash of the machine would. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    // Stopped first, so that it starts no further children.
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const) signalTree(running, signal);
    await exited;
  }

  /** Keeps its connections and port open, and answers nothing. */
  pause(): void {
    if (this.#process !== undefined) signalTree(this.#process, 'SIGSTOP');
  }

  resume(): void {
    if (this.#process !== undefined) signalTree(this.#process, 'SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.place.directory, { recursive: true });
  }
}

function signalTree({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  // Those that it has started by the time it is stopped; once it has ended, nobody could tell whose they were.
  if (signal === 'SIGSTOP') trySignal(pid, signal);
  for (const each of [...childrenOf(pid), pid]) trySignal(each, signal);
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Processes whose parent is `pid` (proc(5), field 4 of stat): PostgreSQL has one for each connection. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    return undefined;
  }
}
