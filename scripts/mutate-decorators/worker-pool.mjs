import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const WORKER = join(import.meta.dirname, 'worker.mjs');
/** Far above the slowest group of tests; a mutant that makes the API hang ends here. */
const TIMEOUT_MS = 300_000;

/** Processes that judge mutants side by side. */
export class WorkerPool {
  #idle = [];
  #waiting = [];
  #workers = [];

  /** @param {{ root: string, size: number }} options */
  static async start({ root, size }) {
    const pool = new WorkerPool();
    pool.#workers = Array.from({ length: size }, () => startWorker(root));
    await Promise.all(pool.#workers.map((worker) => once(worker, 'message')));
    pool.#idle = [...pool.#workers];
    return pool;
  }

  /**
   * @param {{ mutant?: import('./find-mutants.mjs').Mutant, specs?: readonly string[] }} task
   * @returns {Promise<{ killedBy?: string, seconds: number }>}
   */
  async run(task) {
    const worker = this.#idle.pop() ?? (await this.#next());
    try {
      worker.send(task);
      const [answer] = await once(worker, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return answer;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(worker);
      else next(worker);
    }
  }

  stop() {
    for (const worker of this.#workers) worker.kill();
  }

  #next() {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }
}

/** What tests print is nothing for the reader of the result. */
function startWorker(root) {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'];
  return fork(WORKER, [root], { stdio, env: { ...process.env, NODE_ENV: 'test', VITEST: 'true' } });
}
