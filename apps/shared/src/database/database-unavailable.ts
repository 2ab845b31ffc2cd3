/**
 * Codes of the operating system for a broken connection, and SQLSTATE classes 08 (connection), 53 (resources),
 * 57 (operator intervention, which includes a statement that ran out of time), and a transaction that idled too long.
 */
const UNAVAILABLE_CODE =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|25P03|(08|53|57)\w{3})$/;

/** What `pg` says without a code when its own time limits pass or the connection is gone. */
const CONNECTION_GONE =
  /^(Query read timeout|timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed)/;

/** The handle was closed by this process itself. */
export class DatabaseClosedError extends Error {
  constructor() {
    super('The database is closed. Open it again, or stop what still uses it before it is closed.');
    this.name = new.target.name;
  }
}

/** No connection could be had, or one that makes no sense: nobody there, somebody else, or nobody who lets this process in. */
export class DatabaseConnectionError extends Error {
  constructor(cause: unknown) {
    super('The database cannot be reached, or does not answer as a database does.', { cause });
    this.name = new.target.name;
  }
}

/** What Kysely, `pg` and PGlite say once they are closed. */
const HANDLE_CLOSED =
  /^(driver has already been destroyed|Postgres connection has been discarded|Cannot use a pool after calling end|PGlite (instance )?is (already )?clos(ed|ing))/;

/** Whether a query failed because the database cannot be reached or did not answer in time, rather than for its content. */
export function isDatabaseUnavailable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseClosedError || error instanceof DatabaseConnectionError) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    UNAVAILABLE_CODE.test(code) || CONNECTION_GONE.test(error.message) || HANDLE_CLOSED.test(error.message)
  );
}
