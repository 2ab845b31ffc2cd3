import { postgresListener, type ListenFunction } from 'nestjs-zero-trust/postgres';
import { GuardedSocket } from './guarded-socket.js';

const TIMEOUT_MS = 5_000;

/**
 * Hears at once what a PostgreSQL database notifies of, on a connection of its own, which is made again when it is lost.
 *
 * @param connectionString as for {@link openDatabase}
 */
export function databaseListener(connectionString: string): ListenFunction {
  return async (channel, notify) => {
    // Loaded only where it is used, as the pool is.
    const { Client } = await import('pg');
    const createClient = () =>
      new Client({
        connectionString,
        keepAlive: true,
        connectionTimeoutMillis: TIMEOUT_MS,
        query_timeout: TIMEOUT_MS,
        // Junk from whatever answers in the database's place must cost the connection, not the process.
        stream: () => new GuardedSocket(),
      });
    return postgresListener(createClient, { connectTimeoutMs: TIMEOUT_MS })(channel, notify);
  };
}
