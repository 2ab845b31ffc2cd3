import { escapeIdentifier, Pool, TypeOverrides, types, type ClientBase } from 'pg';
import { GuardedSocket } from './guarded-socket.js';
import { parseInt8, parseText } from './type-parsers.js';

/** How much later the client gives up than the server: only on a server that no longer answers. */
const GRACE_MS = 1_000;
const MAX_CONNECTIONS = 10;

/** What every connection of a pool has in common. */
export interface PoolOptions {
  readonly connectionString: string;
  /** The SQL schema in which tables are looked up. */
  readonly schema: string;
  /** Longest time for making a connection and for each statement; a transaction may be idle for twice as long. */
  readonly timeoutMs: number;
}

/** A pool in which every wait has a limit: connecting, a statement, an idle transaction. */
export function openPool({ connectionString, schema, timeoutMs }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + GRACE_MS,
    idle_in_transaction_session_timeout: 2 * timeoutMs,
    types: typeOverrides(),
    stream: () => new GuardedSocket(),
    // The pool waits for this, which its types do not say, and drops a connection for which it fails.
    // oxlint-disable-next-line typescript/no-misused-promises
    onConnect: (client) => prepare(client, schema),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', ignore);
  return pool;
}

async function prepare(client: ClientBase, schema: string): Promise<void> {
  // As for idle ones: the pool does not listen to a connection in use, whose queries are rejected anyway.
  client.on('error', ignore);
  await client.query(`set search_path to ${escapeIdentifier(schema)}`);
}

function typeOverrides(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, parseInt8);
  overrides.setTypeParser(types.builtins.NUMERIC, parseText);
  overrides.setTypeParser(types.builtins.DATE, parseText);
  return overrides;
}

function ignore(): void {}
