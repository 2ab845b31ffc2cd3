import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packAll, run, type PackedPackage } from './packed.js';

const NAMES = ['nestjs-zero-trust', 'nestjs-zero-trust-schematics'];
const MAXIMUM_BYTES = 1_000_000;
const ATTW = join(import.meta.dirname, '../../node_modules/@arethetypeswrong/cli/dist/index.js');
/** What npm runs on the machine of whoever installs a package. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
const AT_ROOT = ['LICENSE', 'README.md', 'package.json'];
/** From its first release on. */
const HISTORY = 'CHANGELOG.md';
const INSIDE = /^(?:dist|src)\/.+\.(?:js|ts|d\.ts\.map|json|template)$/;

const found = new Map<string, PackedPackage>();
let remove = (): void => undefined;

beforeAll(() => {
  const all = packAll();
  remove = all.remove;
  for (const each of all.packages) found.set(each.name, each);
}, 180_000);

afterAll(() => remove());

describe('the packages', () => {
  it('are all tried here', () => {
    expect([...found.keys()].toSorted()).toEqual(NAMES);
  });
});

describe.each(NAMES)('%s, packed', (name) => {
  it('is smaller than a megabyte', () => {
    expect(packed(name).bytes).toBeLessThan(MAXIMUM_BYTES);
  });

  it('holds nothing but code, types, their maps and sources, and what a reader looks for', () => {
    const { files } = packed(name);
    const others = files.filter((file) => !INSIDE.test(file) && file !== HISTORY);
    expect(others.toSorted()).toEqual(AT_ROOT);
  });

  it('holds no test, no fixture and no record of a build', () => {
    const odd = /\.spec\.|\.test\.|\.fixture\.|\.tsbuildinfo$|(?:^|\/)\./;
    expect(packed(name).files.filter((file) => odd.test(file))).toEqual([]);
  });

  it('runs nothing when it is installed', () => {
    const scripts = Object.keys(packed(name).manifest.scripts ?? {});
    expect(scripts.filter((script) => INSTALL_SCRIPTS.includes(script))).toEqual([]);
  });

  it('is without a complaint of publint', async () => {
    const { messages } = await publint({ pkgDir: packed(name).folder, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that every resolver of ES modules finds, says attw', { timeout: 120_000 }, () => {
    const report = run(process.execPath, [
      ATTW,
      packed(name).tarball,
      '--profile',
      'esm-only',
      '--format',
      'ascii',
    ]);
    expect(report).toContain(name);
  });

  it('leads from each declaration to its source', () => {
    const { folder, files } = packed(name);
    const declarations = files.filter((file) => file.endsWith('.d.ts'));
    const sources = declarations.map((file) => sourceOf(folder, file));
    expect(sources.filter((source) => source === undefined || !files.includes(source))).toEqual([]);
  });

  it('holds what its code and its declarations import', () => {
    const { folder, files } = packed(name);
    const missing = files
      .filter((file) => /^dist\/.*(?:\.js|\.d\.ts)$/.test(file))
      .flatMap((file) => relativeImports(folder, file).map((target) => ({ file, target })))
      .filter(({ target }) => !files.includes(target));
    expect(missing).toEqual([]);
  });

  it('can be imported by each of its entry points', { timeout: 60_000 }, () => {
    const { folder, manifest } = packed(name);
    const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
    const specifiers = entries.map(([subpath]) => `${name}${subpath.slice(1)}`);
    const script = `for (const name of ${JSON.stringify(specifiers)}) console.log(name, Object.keys(await import(name)).length > 0)`;
    const output = run(process.execPath, ['--input-type=module', '-e', script], folder);
    expect(output.trim().split('\n').filter(Boolean)).toEqual(
      specifiers.map((specifier) => `${specifier} true`),
    );
  });
});

describe('what nestjs-zero-trust calls free of side effects', () => {
  it('imports nothing for its effects alone, so that a bundler may leave it out', () => {
    const { folder, files, manifest } = packed('nestjs-zero-trust');
    const effectful = files
      .filter((file) => file.endsWith('.js'))
      .filter((file) => /^import '[^']+';$/m.test(readFileSync(join(folder, file), 'utf8')));
    const declared = manifest.sideEffects ?? [];
    expect(effectful).not.toEqual([]);
    expect(
      effectful.filter((file) => !declared.some((pattern) => posix.matchesGlob(`./${file}`, pattern))),
    ).toEqual([]);
  });
});

function packed(name: string): PackedPackage {
  const one = found.get(name);
  if (one === undefined) throw new Error(`${name} is not among the packed packages`);
  return one;
}

/** Where the map of a declaration leads, as a path within the package. */
function sourceOf(folder: string, declaration: string): string | undefined {
  const map = JSON.parse(readFileSync(join(folder, `${declaration}.map`), 'utf8')) as { sources: string[] };
  const [source] = map.sources;
  return source === undefined ? undefined : posix.join(dirname(declaration), source);
}

/** The files that a file imports from its own package. */
function relativeImports(folder: string, file: string): readonly string[] {
  const extension = file.endsWith('.d.ts') ? '.d.ts' : '.js';
  // Statements begin a line and `import('…')` stands within one; of comments, only examples name relative paths.
  const code = readFileSync(join(folder, file), 'utf8').replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '');
  return [...code.matchAll(/(?:from |import |import\()'(?<path>\.[^']+)'/g)].map(({ groups }) =>
    posix.join(dirname(file), groups?.['path'] ?? '').replace(/\.js$/, extension),
  );
}
