import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = join(ROOT, 'scripts/packages/pack.mjs');
const TIMEOUT_MS = 120_000;

/** A package as it would be published. */
export interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  readonly bytes: number;
  /** Paths within the package. */
  readonly files: readonly string[];
  /** Where it lies unpacked: within this repository, so that it finds the dependencies there. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/** What these tests read of a `package.json`. */
export interface PackageManifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly sideEffects?: readonly string[];
}

/** Packs every package with `npm pack`, and unpacks it. */
export function packAll(): { readonly packages: readonly PackedPackage[]; remove(): void } {
  const folder = mkdtempSync(join(import.meta.dirname, '.packed-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const packed = JSON.parse(run(process.execPath, [SCRIPT, folder])) as readonly PackedPackage[];
    return { packages: packed.map((each) => unpack(each, folder)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function unpack(packed: PackedPackage, into: string): PackedPackage {
  const folder = join(into, packed.name);
  mkdirSync(folder);
  run('tar', ['xzf', packed.tarball, '-C', folder, '--strip-components=1']);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
  return { ...packed, folder, manifest };
}

/** What a command prints, from the root of the repository. */
export function run(command: string, args: readonly string[], cwd = ROOT): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
    stdio: 'pipe',
    timeout: TIMEOUT_MS,
  });
}
