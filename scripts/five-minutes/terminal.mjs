import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasShown, showsTruly } from './compare-output.mjs';

const COMMAND_TIMEOUT_MS = 300_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

/** A command that failed, took too long or did not print what the page shows. */
export class CommandError extends Error {
  name = 'CommandError';

  constructor(what, { command, cwd, printed, shown }) {
    const expected = shown === '' ? '' : `\n--- the page shows\n${shown}`;
    super(`${what}\n--- run in ${cwd}\n$ ${command}\n--- printed\n${printed.trim()}${expected}`);
  }
}

/**
 * Runs a command of the page to its end.
 *
 * @throws {CommandError}
 */
export async function runToEnd({ command, shown }, { cwd, env }) {
  const running = start(command, { cwd, env });
  const { code, timedOut } = await ended(running, COMMAND_TIMEOUT_MS);
  const told = { command, cwd, printed: running.printed(), shown };
  if (timedOut) throw new CommandError(`took more than ${COMMAND_TIMEOUT_MS / 1000} s`, told);
  if (code !== 0) throw new CommandError(`ended with ${code}`, told);
  if (shown !== '' && !showsTruly(running.printed(), shown))
    throw new CommandError('printed something else than the page shows', told);
}

/**
 * Starts a command that keeps running, and waits until it has printed what the page shows.
 *
 * @returns {Promise<{ assertRunning(): void, stop(): Promise<void> }>} `assertRunning` throws a {@link CommandError} too
 * @throws {CommandError}
 */
export async function keepRunning({ command, shown }, { cwd, env }) {
  const running = start(command, { cwd, env });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!hasShown(running.printed(), shown)) {
    const hasEnded = running.child.exitCode !== null;
    if (hasEnded || Date.now() > deadline) {
      await stop(running);
      const what = hasEnded ? `ended with ${running.child.exitCode}` : 'has not printed what the page shows';
      throw new CommandError(what, { command, cwd, printed: running.printed(), shown });
    }
    await sleep(POLL_MS);
  }
  const assertRunning = () => {
    if (running.child.exitCode === null) return;
    const told = { command, cwd, printed: running.printed(), shown };
    throw new CommandError(`should still run and has ended with ${running.child.exitCode}`, told);
  };
  return { assertRunning, stop: () => stop(running) };
}

function start(command, { cwd, env }) {
  // A group of its own, so that what it starts can be ended with it.
  const child = spawn('bash', ['-c', command], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  return { child, closed: once(child, 'close'), printed: () => printed };
}

async function ended(running, timeoutMs) {
  const timer = setTimeout(() => signal(running, 'SIGKILL'), timeoutMs);
  const [code, killedBy] = await running.closed;
  clearTimeout(timer);
  return { code, timedOut: killedBy === 'SIGKILL' };
}

async function stop(running) {
  signal(running, 'SIGTERM');
  await ended(running, STOP_TIMEOUT_MS);
}

function signal({ child }, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended by itself.
  }
}
