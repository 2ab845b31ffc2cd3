import type { AbortableOperationOptions, ConnectionProvider, DatabaseConnection } from 'kysely';
import type { BoundedDriver } from './bounded-driver.js';
import { withinDeadline } from './database-deadline.js';
import { DatabaseConnectionError, isDatabaseUnavailable } from './database-unavailable.js';

/** Where connections come from, and what is thrown when the database is at fault. */
export interface GuardedConnectionsOptions {
  readonly connections: ConnectionProvider;
  readonly driver: Pick<BoundedDriver, 'assertNotDestroyed'>;
  /** Longest wait for a connection, in milliseconds. */
  readonly timeoutMs: number;
  /** What the application throws instead of an error for which {@link isDatabaseUnavailable} holds. */
  readonly unavailable: (cause: Error) => Error;
}

/** Every query and transaction of an application passes here: none waits for ever, and none fails in the driver's words. */
export class GuardedConnections implements ConnectionProvider {
  constructor(private readonly options: GuardedConnectionsOptions) {}

  async provideConnection<Result>(
    consumer: (connection: DatabaseConnection) => Promise<Result>,
    options?: AbortableOperationOptions,
  ): Promise<Result> {
    try {
      const { connection, release } = await this.acquire(options);
      return await consumer(connection).finally(release);
    } catch (error) {
      throw isDatabaseUnavailable(error) ? this.options.unavailable(error) : error;
    }
  }

  private async acquire(options?: AbortableOperationOptions): Promise<AcquiredConnection> {
    // Kysely's own lock of the only connection of the embedded database is lost by a driver that refuses.
    this.options.driver.assertNotDestroyed();
    const acquired = withinDeadline(this.options.timeoutMs, (expiry) => {
      const signal = options?.signal === undefined ? expiry : AbortSignal.any([expiry, options.signal]);
      return hold(this.options.connections, { ...options, signal });
    });
    // Whatever a server says before it can be asked anything is no answer to a query.
    return acquired.catch((error: unknown) => {
      throw isDatabaseUnavailable(error) ? error : new DatabaseConnectionError(error);
    });
  }
}

interface AcquiredConnection {
  readonly connection: DatabaseConnection;
  /** Gives the connection back, without waiting for what still runs on it. */
  release(): void;
}

async function hold(
  connections: ConnectionProvider,
  options: AbortableOperationOptions,
): Promise<AcquiredConnection> {
  const acquired = Promise.withResolvers<DatabaseConnection>();
  const released = Promise.withResolvers<void>();
  connections
    .provideConnection(async (connection) => {
      acquired.resolve(connection);
      await released.promise;
    }, options)
    .catch(acquired.reject);
  return { connection: await acquired.promise, release: () => released.resolve() };
}
