/**
 * Codes of the operating system for a broken connection, and SQLSTATE classes 08 (connection), 53 (resources),
 * 57 (operator intervention, which includes a statement that ran out of time).
 */
const UNAVAILABLE_CODE = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|(08|53|57)\w{3})$/;

/** What `pg` says without a code when its own time limits pass or the connection is gone. */
const UNAVAILABLE_MESSAGE =
  /^(Query read timeout|timeout exceeded when trying to connect|Connection terminated)/;

/** Whether a query failed because the database cannot be reached or did not answer in time, rather than for its content. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return UNAVAILABLE_CODE.test(code) || UNAVAILABLE_MESSAGE.test(error.message);
}
