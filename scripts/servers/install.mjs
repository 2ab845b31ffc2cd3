import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_DIRECTORY } from './paths.mjs';
import { findExecutable, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const UPDATE_TIMEOUT_MS = 120_000;
const INSTALL_TIMEOUT_MS = 600_000;
const BUILD_TIMEOUT_MS = 1_200_000;

// No questions, and no service of the package's own is started (invoke-rc.d starts none in run level 1).
const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

let update;

/**
 * The path of an executable, installed from Debian where it is missing.
 *
 * @param {{ executable: string, debianPackage: string, directories?: readonly string[] }} wanted
 * @throws {SetupError} if it cannot be had
 */
export async function fromDebian({ executable, debianPackage, directories = [] }) {
  const found = findExecutable(executable, directories);
  if (found !== undefined) return found;
  await aptInstall(debianPackage);
  const installed = findExecutable(executable, directories);
  if (installed === undefined)
    throw new SetupError(
      `the Debian package ${debianPackage} brought no '${executable}'; install it yourself.`,
    );
  return installed;
}

async function aptInstall(debianPackage) {
  if (findExecutable('apt-get') === undefined || process.getuid?.() !== 0)
    throw new SetupError(
      `'${debianPackage}' is not installed, and only root can install it with apt-get: install it, then try again.`,
    );
  console.error(`servers: installing ${debianPackage} (apt-get)`);
  update ??= runCommand('apt-get', ['update'], { timeoutMs: UPDATE_TIMEOUT_MS, env: APT_ENVIRONMENT });
  await update;
  const args = ['install', '--yes', '--no-install-recommends', debianPackage];
  await runCommand('apt-get', args, { timeoutMs: INSTALL_TIMEOUT_MS, env: APT_ENVIRONMENT });
}

/**
 * The path of a Go program, built once and kept for all clones on the machine.
 *
 * @param {{ executable: string, module: string, version: string, command?: string }} wanted `command` is where the
 *   program lies within its module, for a module that `go install` refuses because it replaces some of its dependencies
 * @throws {SetupError} if it cannot be had
 */
export async function fromGo({ executable, module, version, command }) {
  const directory = join(CACHE_DIRECTORY, `${executable}-${version}`);
  await mkdir(directory, { recursive: true });
  const built = join(directory, executable);
  if (existsSync(built)) return built;
  const go = findExecutable('go', ['/usr/local/go/bin']);
  if (go === undefined)
    throw new SetupError(`${executable} ${version} is built with Go: install Go, then try again.`);
  console.error(
    `servers: building ${executable} ${version} with Go, once for this machine (about 3 minutes)`,
  );
  const limits = { timeoutMs: BUILD_TIMEOUT_MS, env: { GOBIN: directory } };
  if (command === undefined) await runCommand(go, ['install', `${module}@${version}`], limits);
  else {
    const downloaded = await runCommand(go, ['mod', 'download', '-json', `${module}@${version}`], limits);
    await runCommand(go, ['build', '-C', JSON.parse(downloaded).Dir, '-o', built, command], limits);
  }
  return built;
}
