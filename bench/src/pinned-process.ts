import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the contestants run. */
export const SERVER_CORE = 0;
/** Where the load comes from, so that it takes nothing from what is measured. */
export const LOAD_CORE = 1;

const STOP_TIMEOUT_MS = 5_000;

/** A program of this package to run on one core. */
export interface PinnedProcessInit {
  readonly script: URL;
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A child process on one core, which talks over IPC and ends with this one. */
export class PinnedProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {}

  static start({ script, core, env = {} }: PinnedProcessInit): PinnedProcess {
    const args = ['--cpu-list', `${core}`, process.execPath, ...process.execArgv, script.pathname];
    const child = spawn('taskset', args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      env: { ...process.env, NODE_ENV: 'production', ...env },
    });
    return new PinnedProcess(child, script.pathname);
  }

  /** `taskset` replaces itself by the program, so this is the program's own id. */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} did not start.`);
    return this.child.pid;
  }

  /** Sends a message, if there is one, and waits for the next one back. @throws Error if none comes in time */
  async ask<Answer>(timeoutMs: number, question?: object): Promise<Answer> {
    const settled = new AbortController();
    const { signal } = settled;
    const answered = once(this.child, 'message', { signal }) as Promise<[Answer]>;
    const ended = once(this.child, 'exit', { signal }).then(([code, killedBy]: unknown[]) => {
      throw new Error(`${this.name} ended by itself (${String(code ?? killedBy)}); its own words are above.`);
    });
    const late = sleep(timeoutMs, undefined, { signal }).then(() => {
      throw new Error(`${this.name} gave no answer within ${timeoutMs / 1000} s.`);
    });
    if (question !== undefined) this.child.send(question);
    try {
      const [answer] = await Promise.race([answered, ended, late]);
      return answer;
    } finally {
      // Whichever came first, the others are called off, and nobody listens to them any more.
      settled.abort();
      await Promise.allSettled([answered, ended, late]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const patience = new AbortController();
    const late = sleep(STOP_TIMEOUT_MS, 'late', { signal: patience.signal }).catch(() => undefined);
    if ((await Promise.race([ended, late])) === 'late') this.child.kill('SIGKILL');
    patience.abort();
  }
}
