import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { DatabaseTimeoutError, withinDeadline } from './database-deadline.js';

/** A connection on which nobody waits longer than a limit, and which knows what is still going on after that. */
export class BoundedConnection implements DatabaseConnection {
  #running: Promise<unknown> = Promise.resolve();
  #abandoned = false;

  constructor(
    /** The connection of the driver. */
    readonly inner: DatabaseConnection,
    private readonly timeoutMs: number,
  ) {}

  /** Whether somebody gave up waiting: the connection may then be busy, in a transaction, or dead. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** @throws {@link DatabaseTimeoutError} after the limit */
  executeQuery<Row>(query: CompiledQuery, options?: AbortableOperationOptions): Promise<QueryResult<Row>> {
    return this.run(() => this.inner.executeQuery<Row>(query, options));
  }

  /** Left to the driver, which refuses: neither database is set up for streams. */
  streamQuery<Row>(
    query: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery<Row>(query, chunkSize, options);
  }

  /**
   * Waits for `task` until the limit; the task itself goes on.
   *
   * @throws {@link DatabaseTimeoutError} after the limit
   */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    const running = task();
    this.#running = Promise.allSettled([this.#running, running]);
    try {
      return await withinDeadline(this.timeoutMs, () => running);
    } catch (error) {
      if (error instanceof DatabaseTimeoutError) this.#abandoned = true;
      throw error;
    }
  }

  /** Resolves when everything that was begun has ended, also what nobody waits for any more. */
  async settled(): Promise<void> {
    await this.#running;
  }
}
