import type {
  AbortableOperationOptions,
  DatabaseConnection,
  Driver,
  QueryCompiler,
  TransactionSettings,
} from 'kysely';
import { BoundedConnection } from './bounded-connection.js';
import { DatabaseClosedError } from './database-unavailable.js';

/** A savepoint, and how its command is compiled: the arguments of a {@link Driver}'s methods. */
type Savepoint = readonly [name: string, compileQuery: QueryCompiler['compileQuery']];

/** A driver whose every operation has a time limit; a connection that was too slow is not handed on before it is clean. */
export class BoundedDriver implements Driver {
  #destroyed = false;

  constructor(
    private readonly inner: Driver,
    private readonly timeoutMs: number,
  ) {}

  init(options?: AbortableOperationOptions): Promise<void> {
    return this.inner.init(options);
  }

  async acquireConnection(options?: AbortableOperationOptions): Promise<DatabaseConnection> {
    this.assertNotDestroyed();
    return new BoundedConnection(await this.inner.acquireConnection(options), this.timeoutMs);
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return run(connection, (inner) => this.inner.beginTransaction(inner, settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return run(connection, (inner) => this.inner.commitTransaction(inner));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return run(connection, (inner) => this.inner.rollbackTransaction(inner));
  }

  savepoint(connection: DatabaseConnection, ...savepoint: Savepoint): Promise<void> {
    return run(connection, async (inner) => this.inner.savepoint?.(inner, ...savepoint));
  }

  rollbackToSavepoint(connection: DatabaseConnection, ...savepoint: Savepoint): Promise<void> {
    return run(connection, async (inner) => this.inner.rollbackToSavepoint?.(inner, ...savepoint));
  }

  releaseSavepoint(connection: DatabaseConnection, ...savepoint: Savepoint): Promise<void> {
    return run(connection, async (inner) => this.inner.releaseSavepoint?.(inner, ...savepoint));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const bounded = toBounded(connection);
    await bounded.settled();
    // Ends a transaction that began after nobody waited for it any more; the pool drops a connection that cannot do this.
    if (bounded.abandoned) await this.inner.rollbackTransaction(bounded.inner).catch(() => undefined);
    await this.inner.releaseConnection(bounded.inner);
  }

  /** @throws {@link DatabaseClosedError} after `destroy()` */
  assertNotDestroyed(): void {
    if (this.#destroyed) throw new DatabaseClosedError();
  }

  async destroy(options?: AbortableOperationOptions): Promise<void> {
    this.#destroyed = true;
    await this.inner.destroy(options);
  }
}

function run(
  connection: DatabaseConnection,
  operation: (inner: DatabaseConnection) => Promise<void>,
): Promise<void> {
  const bounded = toBounded(connection);
  return bounded.run(() => operation(bounded.inner));
}

function toBounded(connection: DatabaseConnection): BoundedConnection {
  if (connection instanceof BoundedConnection) return connection;
  throw new TypeError('The connection was acquired from another driver.');
}
