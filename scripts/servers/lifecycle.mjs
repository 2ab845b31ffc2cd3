import { mkdir, rm } from 'node:fs/promises';
import { chromium } from './chromium.mjs';
import { openfga, openfgaPostgres } from './openfga.mjs';
import { directoryOf } from './paths.mjs';
import { postgres } from './postgres.mjs';
import { isRunning, stopProcess } from './processes.mjs';
import { redis } from './redis.mjs';
import { SetupError } from './setup-error.mjs';
import { spicedb, spicedbTesting } from './spicedb.mjs';
import { readState, removeState, writeEnvironment, writeState } from './state.mjs';

/** Every server, each after those that it needs. */
const SERVERS = [redis, postgres, openfga, openfgaPostgres, spicedb, spicedbTesting, chromium];

/** Their names. */
export const SERVER_NAMES = SERVERS.map(({ name }) => name);

/**
 * Starts the named servers, all without a name, and what they need. One that runs and is healthy is left as it is.
 *
 * @param {readonly string[]} names
 * @returns {Promise<{ environment: Record<string, string>, started: string[] }>} the variables of all that run, and what was not running before
 * @throws {SetupError} for the first one that cannot be had; what was started before it is stopped again
 */
export async function startServers(names) {
  const started = [];
  try {
    for (const server of withNeeds(names)) if (await ensureUp(server)) started.push(server.name);
  } catch (error) {
    if (started.length > 0) await stopServers(started);
    throw error;
  }
  return { environment: await recordEnvironment(), started };
}

/**
 * Installs what the named servers run on, one after the other, without starting any.
 *
 * @param {readonly string[]} names all without a name
 * @throws {SetupError} for the first one that cannot be had
 */
export async function installServers(names) {
  for (const server of withNeeds(names)) await server.install();
}

/** @returns whether it had to be started */
async function ensureUp(server) {
  if (await isUp(server)) return false;
  await stopServer(server);
  await mkdir(directoryOf(server.name), { recursive: true });
  await writeState(server.name, await server.start());
  return true;
}

/** Stops the named servers, all without a name; those that need another before that. */
export async function stopServers(names) {
  for (const server of selected(names).toReversed()) await stopServer(server);
  await recordEnvironment();
}

/** @returns {Promise<readonly { name: string, isUp: boolean, environment: Record<string, string> }[]>} */
export function statusOfServers() {
  return Promise.all(
    SERVERS.map(async (server) => ({
      name: server.name,
      isUp: await isUp(server),
      environment: (await readState(server.name))?.environment ?? {},
    })),
  );
}

async function isUp(server) {
  const state = await readState(server.name);
  if (state === undefined || (state.id !== undefined && !isRunning(state.id))) return false;
  return server.isHealthy(state);
}

async function stopServer({ name, stopSignal }) {
  const state = await readState(name);
  if (state?.id !== undefined) await stopProcess(state.id, stopSignal);
  if (state?.dataDirectory !== undefined) await rm(state.dataDirectory, { recursive: true, force: true });
  await removeState(name);
}

async function recordEnvironment() {
  const running = (await statusOfServers()).filter((server) => server.isUp);
  const environment = Object.assign({}, ...running.map((server) => server.environment));
  await writeEnvironment(environment);
  return environment;
}

function withNeeds(names) {
  const chosen = selected(names);
  const needed = new Set(chosen.flatMap(({ name, needs = [] }) => [...needs, name]));
  return SERVERS.filter(({ name }) => needed.has(name));
}

function selected(names) {
  const unknown = names.filter((name) => !SERVER_NAMES.includes(name));
  if (unknown.length > 0)
    throw new SetupError(`there is no '${unknown.join("', '")}', only ${SERVER_NAMES.join(', ')}.`);
  return names.length === 0 ? SERVERS : SERVERS.filter(({ name }) => names.includes(name));
}
