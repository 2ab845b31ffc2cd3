/** Packs the packages as they would be published, and prints as JSON what is in them: pack.mjs FOLDER */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = ['libs/zero-trust', 'libs/schematics'];
const TIMEOUT_MS = 300_000;

/**
 * Packs every package of this repository, as `npm publish` would.
 *
 * @param {string} folder where the tarballs go
 * @returns {{ name: string, version: string, tarball: string, bytes: number, files: string[] }[]}
 */
export function packPackages(folder) {
  mkdirSync(folder, { recursive: true });
  const workspaces = PACKAGES.flatMap((path) => ['-w', path]);
  const output = npm(['pack', '--json', '--silent', ...workspaces, '--pack-destination', folder]);
  return Object.values(JSON.parse(output)).map(({ name, version, filename, size, files }) => ({
    name,
    version,
    tarball: join(folder, filename),
    bytes: size,
    files: files.map(({ path }) => path),
  }));
}

function npm(args) {
  try {
    return execFileSync('npm', args, {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new Error(`npm ${args.join(' ')} failed\n${error.stdout ?? ''}${error.stderr ?? ''}`, {
      cause: error,
    });
  }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Say where the tarballs go: pack.mjs FOLDER');
  process.stdout.write(`${JSON.stringify(packPackages(resolve(folder)), undefined, 2)}\n`);
}
