import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/**
 * A Redis of the test's own, to be killed, paused and started again on the same port. It writes every change to disk
 * before it answers, so that no count is lost when it is killed.
 */
export class OwnRedis implements AsyncDisposable {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(await freePort(), await mkdtemp(join(tmpdir(), 'own-redis-')));
    redis.restart();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again after {@link kill}. */
  restart(): void {
    const address = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.directory];
    const durability = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.#process = spawn('redis-server', [...address, ...durability], { stdio: 'ignore' });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    this.#process = undefined;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  }

  /** Keeps its connections and port open, and answers nothing. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true });
  }
}
