import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditRecord } from 'nestjs-zero-trust';
import { vi } from 'vitest';
import { finish, SampleProcesses, type Finished } from '../../e2e/support/sample-process.js';

const START_TIMEOUT_MS = 60_000;

/** Several processes. */
export interface SampleInstances extends AsyncDisposable {
  readonly addresses: readonly string[];
}

/** One running process of the sample, with a port and a data directory of its own. */
export class SampleInstance implements AsyncDisposable {
  private constructor(
    private readonly processes: SampleProcesses,
    private readonly child: ChildProcess,
    private readonly ended: Promise<Finished>,
    /** Where it answers. */
    readonly address: string,
  ) {}

  /** Starts the orders API, or the authorization server, from what was built. */
  static async start(env: NodeJS.ProcessEnv, app: 'auth' | 'orders' = 'orders'): Promise<SampleInstance> {
    const processes = await SampleProcesses.create();
    const child = processes.start(`${app}/dist/main.js`, { env });
    const address = app === 'auth' ? processes.authAddress : processes.address;
    return new SampleInstance(processes, child, finish(child), address);
  }

  /** Starts several that share what `env` names, and waits until all of them can serve. */
  static async startMany(
    count: number,
    env: NodeJS.ProcessEnv,
    app?: 'auth' | 'orders',
  ): Promise<SampleInstances> {
    const instances = await Promise.all(Array.from({ length: count }, () => SampleInstance.start(env, app)));
    const stop = async (): Promise<void> => {
      await Promise.all(instances.map((instance) => instance[Symbol.asyncDispose]()));
    };
    try {
      await Promise.all(instances.map((instance) => instance.ready()));
    } catch (error) {
      await stop();
      throw error;
    }
    return { addresses: instances.map(({ address }) => address), [Symbol.asyncDispose]: stop };
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
