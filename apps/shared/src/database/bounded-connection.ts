import {
  AbortedTransactionError,
  type AbortableOperationOptions,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import { withinDeadline } from './database-deadline.js';
import { DatabaseConnectionError, isDatabaseUnavailable } from './database-unavailable.js';

/** A connection on which nobody waits longer than a limit, and which knows what is still going on after that. */
export class BoundedConnection implements DatabaseConnection {
  #running: Promise<unknown> = Promise.resolve();
  #abandoned = false;

  constructor(
    /** The connection of the driver. */
    readonly inner: DatabaseConnection,
    private readonly timeoutMs: number,
  ) {}

  /** Whether somebody gave up waiting, or got no answer: the connection may be busy, in a transaction, out of step, or dead. */
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
      if (isAnswer(error)) throw error;
      this.#abandoned = true;
      throw isDatabaseUnavailable(error) ? error : new DatabaseConnectionError(error);
    }
  }

  /** Resolves when everything that was begun has ended, also what nobody waits for any more. */
  async settled(): Promise<void> {
    await this.#running;
  }
}

/** A refusal of PostgreSQL has an SQLSTATE; without one it is the driver that could not make sense of what came. */
function isAnswer(error: unknown): boolean {
  if (error instanceof AbortedTransactionError) return true;
  return error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code));
}
