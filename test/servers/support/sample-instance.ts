import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditRecord } from 'nestjs-zero-trust';
import { vi } from 'vitest';
import { finish, SampleProcesses, type Finished } from '../../e2e/support/sample-process.js';

const START_TIMEOUT_MS = 60_000;

/** One running orders API, with a port and a data directory of its own. */
export class SampleInstance implements AsyncDisposable {
  private constructor(
    private readonly processes: SampleProcesses,
    private readonly child: ChildProcess,
    private readonly ended: Promise<Finished>,
  ) {}

  /** Starts it from what was built. */
  static async start(env: NodeJS.ProcessEnv): Promise<SampleInstance> {
    const processes = await SampleProcesses.create();
    const child = processes.start('orders/dist/main.js', { env });
    return new SampleInstance(processes, child, finish(child));
  }

  get address(): string {
    return this.processes.address;
  }

  /** Waits until it says that it can serve. */
  async ready(): Promise<void> {
    await vi.waitUntil(() => this.#isReady(), { timeout: START_TIMEOUT_MS, interval: 100 });
  }

  /** Asks it to end, and waits for that. */
  async end(): Promise<Finished> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  /** What it has written to its audit files; all of it after {@link end}. */
  async auditRecords(): Promise<readonly AuditRecord[]> {
    const directory = join(this.processes.dataDir, 'audit');
    const files = (await readdir(directory)).toSorted();
    const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as AuditRecord);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes.stop();
  }

  #isReady(): Promise<boolean> {
    return fetch(`${this.address}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
