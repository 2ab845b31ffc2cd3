import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PACKAGE = join(import.meta.dirname, '../../libs/zero-trust');
const HOOK = join(import.meta.dirname, 'without-packages.mjs');

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
const optionalPeers = Object.keys(manifest.peerDependenciesMeta);

/** What comes with an optional peer rather than being one. */
const ALONG_WITH_PEERS = ['passport', 'passport-strategy'];

describe('the entry points of the package, as built (npm run build)', () => {
  it('name files that exist', () => {
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    expect(targets.filter((target) => !existsSync(join(PACKAGE, target)))).toEqual([]);
  });

  it.each(entries.map(([subpath]) => subpath))('%s can be imported', (subpath) => {
    expect(namesOf(subpath)).not.toEqual([]);
  });

  it('. can be imported with every optional peer absent', () => {
    expect(namesOf('.', optionalPeers)).toEqual(namesOf('.'));
    expect(namesOf('.')).toContain('ZeroTrustModule');
  });

  it('./testing can be imported with every optional peer absent', () => {
    expect(namesOf('./testing', optionalPeers)).toContain('createTokenIssuer');
  });

  it('./passport cannot: the peers are really absent in these tests', () => {
    expect(() => namesOf('./passport', optionalPeers)).toThrow(/Cannot find package '@nestjs\/passport'/);
  });

  it('list as optional only what is a peer', () => {
    expect(optionalPeers.filter((peer) => !(peer in manifest.peerDependencies))).toEqual([]);
  });
});

/** What an entry exports, seen from a process of its own that reads what was built, not the sources. */
function namesOf(subpath: string, absent: readonly string[] = []): readonly string[] {
  const specifier = `${manifest.name}${subpath.slice(1)}`;
  const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(specifier)}))))`;
  const without = absent.length === 0 ? [] : [...absent, ...ALONG_WITH_PEERS];
  const output = execFileSync(process.execPath, ['--import', HOOK, '--input-type=module', '-e', script], {
    cwd: PACKAGE,
    env: { ...process.env, NODE_OPTIONS: '', WITHOUT_PACKAGES: without.join(',') },
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 15_000,
  });
  return JSON.parse(output) as string[];
}
