import { homedir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

/** Where the logs and the state of the servers of this clone lie. */
export const SERVERS_DIRECTORY = join(ROOT, '.data', 'servers');

/** What was built once for this machine, shared by its clones. */
export const CACHE_DIRECTORY = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'nestjs-zero-trust',
);

/** Logs, state and data of one server. */
export function directoryOf(name) {
  return join(SERVERS_DIRECTORY, name);
}
