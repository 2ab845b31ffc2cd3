import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './setup-error.mjs';

const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/** @typedef {{ readonly pid: number, readonly startedAt: string }} ProcessId a process, told apart from a later one with its number */

/**
 * Starts a process that outlives this one.
 *
 * @param {{ command: string, args: readonly string[], logFile: string, env?: Record<string, string>, uid?: number, gid?: number, cwd?: string }} options
 * @returns {Promise<ProcessId>}
 */
export async function startProcess({ command, args, logFile, env = {}, ...options }) {
  const log = openSync(logFile, 'w', 0o600);
  try {
    const stdio = ['ignore', log, log];
    const child = spawn(command, args, {
      detached: true,
      stdio,
      env: { ...process.env, ...env },
      ...options,
    });
    await once(child, 'spawn');
    child.unref();
    return { pid: child.pid, startedAt: startTime(child.pid) ?? '' };
  } finally {
    closeSync(log);
  }
}

/** @param {ProcessId} id */
export function isRunning({ pid, startedAt }) {
  return startTime(pid) === startedAt;
}

/** Asks the process to end, then makes it. */
export async function stopProcess(id, signal = 'SIGTERM') {
  if (!isRunning(id)) return;
  process.kill(id.pid, signal);
  // A stopped process hears nothing but SIGKILL until it is continued.
  process.kill(id.pid, 'SIGCONT');
  if (await eventually(() => !isRunning(id), STOP_TIMEOUT_MS)) return;
  process.kill(id.pid, 'SIGKILL');
  await eventually(() => !isRunning(id), STOP_TIMEOUT_MS);
}

/**
 * Waits until a server that was just started is healthy.
 *
 * @throws {SetupError} naming the log if it ended or took too long
 */
export async function untilHealthy({ name, id, logFile, isHealthy, timeoutMs }) {
  const ready = await eventually(async () => !isRunning(id) || (await isHealthy()), timeoutMs);
  if (ready && isRunning(id)) return;
  const ending = ready ? 'ended at once' : `was not healthy within ${timeoutMs / 1000} s`;
  await stopProcess(id);
  throw new SetupError(`${name} ${ending}; its log is ${logFile}`);
}

/** A port of the loopback interface that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function eventually(condition, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** The moment a process started, in ticks since the boot (proc(5), field 22 of stat); undefined once it has ended. */
function startTime(pid) {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
