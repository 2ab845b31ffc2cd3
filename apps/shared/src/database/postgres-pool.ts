import { Pool, TypeOverrides, types } from 'pg';
import { parseInt8, parseText } from './type-parsers.js';

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
// Later than the server's own limit, so that the client gives up only on a server that no longer answers.
const QUERY_TIMEOUT_MS = 6_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 10;

/** A pool in which every wait has a limit: connecting, a statement, an idle transaction. */
export function openPool(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    types: typeOverrides(),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

function typeOverrides(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, parseInt8);
  overrides.setTypeParser(types.builtins.NUMERIC, parseText);
  overrides.setTypeParser(types.builtins.DATE, parseText);
  return overrides;
}
