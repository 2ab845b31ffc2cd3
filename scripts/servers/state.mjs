import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { directoryOf, SERVERS_DIRECTORY } from './paths.mjs';

/**
 * What is known of a server that was started.
 *
 * @typedef {object} ServerState
 * @property {import('./processes.mjs').ProcessId} [id] its process; a program that is only installed has none
 * @property {Record<string, string>} environment what programs that use it are told
 * @property {number} [port]
 * @property {string} [dataDirectory] removed when it stops
 */

/** @returns {Promise<ServerState | undefined>} */
export async function readState(name) {
  try {
    return JSON.parse(await readFile(stateFile(name), 'utf8'));
  } catch {
    // None, or one that a crash cut short: then the server counts as not started.
    return undefined;
  }
}

/** @param {ServerState} state */
export async function writeState(name, state) {
  await writeFile(stateFile(name), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

export async function removeState(name) {
  await rm(stateFile(name), { force: true });
}

/** Writes the variables of all running servers to `.data/servers/env.json`, which only its owner may read. */
export async function writeEnvironment(environment) {
  await mkdir(SERVERS_DIRECTORY, { recursive: true });
  const text = `${JSON.stringify(environment, null, 2)}\n`;
  await writeFile(join(SERVERS_DIRECTORY, 'env.json'), text, { mode: 0o600 });
}

function stateFile(name) {
  return join(directoryOf(name), 'state.json');
}
