/**
 * Where a server is that `npm run test:servers` started.
 *
 * @throws Error if it was not started: a missing server is a failure, never a skip
 */
export function serverUrl(variable: 'REDIS_URL' | 'DATABASE_URL'): string {
  const url = process.env[variable];
  if (url === undefined) throw new Error(`${variable} is not set. Run \`npm run test:servers\`.`);
  return url;
}
