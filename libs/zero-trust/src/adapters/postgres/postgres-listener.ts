import { withDeadline } from '../../kernel/deadline.js';
import type { ListenFunction } from './sql-tuples.options.js';

/** What a listener needs of a connection of its own: a `Client` of `pg`, not one of a pool. */
export interface NotificationClient {
  connect(): Promise<unknown>;
  query(statement: string): Promise<unknown>;
  on(event: 'notification' | 'error' | 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** How a listener gets back to the database. */
export interface PostgresListenerOptions {
  /** Pause before a lost connection is made again. @defaultValue 1,000 */
  readonly reconnectMs?: number;
  /** Longest wait for a connection. @defaultValue 5,000 */
  readonly connectTimeoutMs?: number;
}

/**
 * Listens on a connection of its own, which it makes again whenever it is lost.
 *
 * @example
 * ```ts
 * sqlTuples({ db, listen: postgresListener(() => new Client({ connectionString, keepAlive: true })) });
 * ```
 */
export function postgresListener(
  createClient: () => NotificationClient,
  { reconnectMs = 1_000, connectTimeoutMs = 5_000 }: PostgresListenerOptions = {},
): ListenFunction {
  return async (channel, notify) => {
    const listener = new PostgresListener({ createClient, reconnectMs, connectTimeoutMs, channel, notify });
    void listener.connect();
    return () => listener.close();
  };
}

interface ListenerParts extends Required<PostgresListenerOptions> {
  readonly createClient: () => NotificationClient;
  readonly channel: string;
  readonly notify: () => void;
}

class PostgresListener {
  #client: NotificationClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly parts: ListenerParts) {}

  /** Never rejects: what does not work now is tried again later. */
  async connect(): Promise<void> {
    const client = this.parts.createClient();
    this.#client = client;
    client.on('error', () => this.#onLost(client));
    client.on('end', () => this.#onLost(client));
    client.on('notification', this.parts.notify);
    const deadline = { dependency: 'relationship changes', timeoutMs: this.parts.connectTimeoutMs };
    await withDeadline(deadline, () => this.#listen(client)).catch(() => this.#onLost(client));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  async #listen(client: NotificationClient): Promise<void> {
    await client.connect();
    await client.query(`listen "${this.parts.channel}"`);
    // Whatever was said while nobody listened.
    this.parts.notify();
  }

  #onLost(client: NotificationClient): void {
    if (this.#isClosed || this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#timer = setTimeout(() => void this.connect(), this.parts.reconnectMs);
    this.#timer.unref();
  }
}
