import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const APPS = new URL('../../../apps/', import.meta.url);

/** How a process ended, and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs built entry files of the sample with ports and a data directory of their own. */
export class SampleProcesses {
  readonly #children: ChildProcess[] = [];

  private constructor(private readonly environment: NodeJS.ProcessEnv) {}

  static async create(): Promise<SampleProcesses> {
    const dataDir = await mkdtemp(join(tmpdir(), 'sample-process-'));
    const [port, authPort] = [await freePort(), await freePort()];
    return new SampleProcesses({
      PATH: process.env['PATH'],
      DATA_DIR: dataDir,
      PORT: String(port),
      AUTH_PORT: String(authPort),
      HTTP_ADAPTER: process.env['ZT_TEST_HTTP_ADAPTER'],
      // The same files over and over: compiled once, they start in four fifths of the time.
      NODE_COMPILE_CACHE: join(tmpdir(), 'sample-compile-cache'),
    });
  }

  get dataDir(): string {
    return String(this.environment['DATA_DIR']);
  }

  /** Address of the orders API. */
  get address(): string {
    return `http://127.0.0.1:${this.environment['PORT']}`;
  }

  /** Address of the authorization server. */
  get authAddress(): string {
    return `http://127.0.0.1:${this.environment['AUTH_PORT']}`;
  }

  /** @param entry built file below `apps/`, such as `orders/dist/main.js` */
  start(entry: string, options: StartOptions = {}): ChildProcess {
    const file = fileURLToPath(new URL(entry, APPS));
    const child = spawn(process.execPath, [file, ...(options.args ?? [])], {
      env: { ...this.environment, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    return child;
  }

  /** Starts an entry and waits for its end. */
  run(entry: string, options?: StartOptions): Promise<Finished> {
    return finish(this.start(entry, options));
  }

  async stop(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(this.dataDir, { recursive: true });
  }
}

/** Arguments and further environment of a process. */
export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Waits for the end of a process and for all that it says. */
export async function finish(child: ChildProcess): Promise<Finished> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The process has no pipes.');
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), exited]);
  return { code, out, err };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
