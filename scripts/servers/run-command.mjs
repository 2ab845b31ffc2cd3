import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ timeoutMs: number, env?: Record<string, string>, uid?: number, gid?: number }} options
 * @returns {Promise<string>} what it printed
 * @throws {SetupError} with the last line of its complaint
 */
export function runCommand(command, args, { timeoutMs, env = {}, ...user }) {
  const { promise, resolve, reject } = withResolvers();
  const options = {
    timeout: timeoutMs,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
    ...user,
  };
  execFile(command, args, options, (error, stdout, stderr) => {
    if (error === null) return resolve(stdout);
    const complaint = stderr.trim().split('\n').at(-1) ?? '';
    const ending = error.killed ? `took more than ${timeoutMs / 1000} s` : `failed (${error.code})`;
    return reject(new SetupError(`\`${command} ${args[0] ?? ''}\` ${ending}: ${complaint}`));
  });
  return promise;
}

/** Whether a command ends well within the time. */
export async function succeeds(command, args, options) {
  try {
    await runCommand(command, args, options);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} the path of an executable in one of `directories` or else on the PATH */
export function findExecutable(name, directories = []) {
  const places = [...directories, ...(process.env.PATH ?? '').split(delimiter)];
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// These programs also run on Node 20, which has no Promise.withResolvers.
function withResolvers() {
  const handle = {};
  handle.promise = new Promise((resolve, reject) => Object.assign(handle, { resolve, reject }));
  return handle;
}
