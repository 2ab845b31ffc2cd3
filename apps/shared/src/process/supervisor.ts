import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** A process to run beside the others. */
export interface SupervisedProcess {
  /** Written before each line of its output. */
  readonly name: string;
  /** Absolute path of its entry file. */
  readonly entry: string;
  /** Variables that it has beside those of this process. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** How one of the processes ended. */
export interface Ended {
  readonly name: string;
  /** Exit code, or the signal that ended it. */
  readonly outcome: number | string;
}

const KILL_AFTER_MS = 10_000;

/** Runs processes that live and end together. */
export class Supervisor {
  readonly #children: ChildProcess[] = [];
  readonly #ended = Promise.withResolvers<Ended>();

  /** @param write where the prefixed output goes, one line at a time */
  constructor(private readonly write: (line: string) => void) {}

  /** Settles when the first of the processes ends, for whatever reason. */
  get firstEnd(): Promise<Ended> {
    return this.#ended.promise;
  }

  /** Starts a process on this Node. */
  start({ name, entry, environment }: SupervisedProcess): void {
    const child = spawn(process.execPath, [entry], {
      env: { ...process.env, ...environment },
      // The channel tells the child when this process is gone, even when it was killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.push(child);
    this.#forward(name, child.stdout);
    this.#forward(name, child.stderr);
    child.on('error', (error) => this.#ended.resolve({ name, outcome: error.message }));
    child.on('exit', (code, signal) => this.#ended.resolve({ name, outcome: code ?? String(signal) }));
  }

  /** Asks every process to stop, the newest first, and kills what has not stopped in 10 s. */
  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await stopChild(child);
  }

  #forward(name: string, stream: Readable | null): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => this.write(`[${name}] ${line}`));
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = new AbortController();
  const expired = delay(KILL_AFTER_MS, 'expired', { signal: patience.signal }).catch(() => 'cancelled');
  const first = await Promise.race([exited, expired]);
  patience.abort();
  if (first !== 'expired') return;
  child.kill('SIGKILL');
  await exited;
}
