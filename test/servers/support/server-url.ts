/** What `npm run test:servers` says of the servers that it started. */
type ServerVariable =
  | 'REDIS_URL'
  | 'DATABASE_URL'
  | 'OPENFGA_PATH'
  | 'POSTGRES_BIN'
  | 'SPICEDB_ENDPOINT'
  | 'SPICEDB_TOKEN'
  | 'SPICEDB_TESTING_ENDPOINT';

/**
 * Where a server is that `npm run test:servers` started.
 *
 * @throws Error if it was not started: a missing server is a failure, never a skip
 */
export function serverUrl(variable: 'REDIS_URL' | 'DATABASE_URL'): string {
  return serverVariable(variable);
}

/**
 * As {@link serverUrl}, also for where programs are.
 *
 * @throws Error if it was not started
 */
export function serverVariable(variable: ServerVariable): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set. Run \`npm run test:servers\`.`);
  return value;
}
