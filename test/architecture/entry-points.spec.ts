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
const ALONG_WITH_PEERS = ['passport-strategy'];

/** The optional peers that an entry point stands on; the table of the package's README says the same. */
const OWN_PEERS: Readonly<Record<string, readonly string[]>> = {
  '.': [],
  './commands': [],
  './geoip': ['mmdb-lib'],
  './openfga': ['@openfga/sdk'],
  './passport': ['@nestjs/passport', 'passport', 'passport-jwt'],
  './passwords': ['@node-rs/argon2', '@zxcvbn-ts/core', '@zxcvbn-ts/language-common'],
  './postgres': ['kysely'],
  './redis': ['ioredis'],
  './spicedb': ['@authzed/authzed-node'],
  './swagger': ['@nestjs/swagger'],
  './testing': ['@nestjs/testing'],
};

/** Entry points that ask for their peer only when what needs it is called. */
const ASK_LATE = ['./testing'];

describe('the entry points of the package, as built (npm run build)', () => {
  it('name files that exist', () => {
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    expect(targets.filter((target) => !existsSync(join(PACKAGE, target)))).toEqual([]);
  });

  it.each(entries.map(([subpath]) => subpath))(
    '%s can be imported without the peers of the others',
    (subpath) => {
      expect(namesOf(subpath, othersThan(OWN_PEERS[subpath] ?? []))).not.toEqual([]);
    },
  );

  it.each(Object.keys(OWN_PEERS).filter(asksAtOnce))(
    '%s needs its own: the packages are really absent',
    (subpath) => {
      expect(() => namesOf(subpath, optionalPeers)).toThrow(/Cannot find package '/);
    },
  );

  it('hold the module, and the issuer of tests', () => {
    expect(namesOf('.')).toContain('ZeroTrustModule');
    expect(namesOf('./testing', optionalPeers)).toContain('createTokenIssuer');
  });

  it.each(['.', './testing'])('%s loads nothing that only certificates need: it takes long', (subpath) => {
    expect(namesOf(subpath, ['@peculiar/x509'])).not.toEqual([]);
  });

  it('say in the README what to install for each', () => {
    const rows = readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(
      /^\| `(?<entry>[./a-z]+)` +\|[^|]+\| (?<needs>`[^`]+`|—) +\|$/gm,
    );
    const told = [...rows].map(({ groups }) => [
      `.${groups?.['entry'] ?? ''}`.replace(/^\.\.$/, '.'),
      groups?.['needs']?.match(/[@\w/-]+/g) ?? [],
    ]);
    expect(Object.fromEntries(told)).toEqual(OWN_PEERS);
  });

  it('list as optional only what is a peer', () => {
    expect(optionalPeers.filter((peer) => !(peer in manifest.peerDependencies))).toEqual([]);
  });
});

function asksAtOnce(subpath: string): boolean {
  return (OWN_PEERS[subpath] ?? []).length > 0 && !ASK_LATE.includes(subpath);
}

function othersThan(own: readonly string[]): readonly string[] {
  return optionalPeers.filter((peer) => !own.includes(peer));
}

/** What an entry exports, seen from a process of its own that reads what was built, not the sources. */
function namesOf(subpath: string, absent: readonly string[] = []): readonly string[] {
  const specifier = `${manifest.name}${subpath.slice(1)}`;
  const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(specifier)}))))`;
  // What comes along is there for whoever has installed the peers.
  const without = absent.includes('@nestjs/passport') ? [...absent, ...ALONG_WITH_PEERS] : absent;
  const output = execFileSync(process.execPath, ['--import', HOOK, '--input-type=module', '-e', script], {
    cwd: PACKAGE,
    env: { ...process.env, NODE_OPTIONS: '', WITHOUT_PACKAGES: without.join(',') },
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 15_000,
  });
  return JSON.parse(output) as string[];
}
