import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../libs/zero-trust/src');
const DOMAINS = ['identity', 'authorization', 'traffic', 'lifecycle', 'detection', 'audit'];

/** Folders that a folder may import from, besides itself: kernel ← domains ← enforcement ← module. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  ...Object.fromEntries(DOMAINS.map((domain) => [domain, ['kernel']])),
  enforcement: ['kernel', ...DOMAINS],
  // An adapter hangs off the ports of one domain; which one, the test below sees to.
  adapters: ['kernel', ...DOMAINS],
  // The access matrix calls every route that was compiled; a test of an application puts other options in its module.
  testing: ['kernel', ...DOMAINS, 'enforcement', ''],
  // A command line puts its program together as an application does.
  commands: ['kernel', ...DOMAINS, 'enforcement', 'adapters', 'testing'],
  // The composition root: the files at the top.
  '': ['kernel', ...DOMAINS, 'enforcement'],
};

interface Import {
  readonly file: string;
  readonly target: string;
}

const files = globSync('**/*.ts', { cwd: SOURCE }).filter((file) => !file.endsWith('.spec.ts'));
const imports = files.flatMap(importsOf);
const internal = imports.filter(({ target }) => target.startsWith('.'));
const external = imports.filter(({ target }) => !target.startsWith('.'));

describe('the dependency rule', () => {
  it('sees the files of the library', () => {
    expect(files).toContain('enforcement/stages.ts');
    expect(internal.length).toBeGreaterThan(files.length);
  });

  it('lets kernel, domains, enforcement and module import only what is below them', () => {
    const breaches = internal.filter(({ file, target }) => {
      const [from, to] = [folderOf(file), folderOf(resolved(file, target))];
      return from !== to && !(ALLOWED[from] ?? []).includes(to);
    });
    expect(breaches).toEqual([]);
  });

  it('lets an adapter import from one domain, and never from another adapter', () => {
    const breaches = adapters().filter(({ domains, others }) => domains.size > 1 || others.size > 0);
    expect(breaches).toEqual([]);
  });

  it('keeps the kernel free of libraries', () => {
    const breaches = external.filter(({ file, target }) => folderOf(file) === 'kernel' && !isBuiltin(target));
    expect(breaches).toEqual([]);
  });

  it('keeps the root entry free of adapters and of test tools', () => {
    expect(
      [...reachable('index.ts')].filter((file) => /^(?:adapters|commands|testing)\//.test(file)),
    ).toEqual([]);
  });

  it('imports no private injector of Nest', () => {
    expect(external.filter(({ target }) => /^@nestjs\/core\/injector\b/.test(target))).toEqual([]);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => ({ file, target: fileName }));
}

function resolved(file: string, target: string): string {
  return relative(SOURCE, join(SOURCE, dirname(file), target)).replace(/\.js$/, '.ts');
}

/** `identity/keys/key-set.ts` → `identity`; `index.ts` → ``. */
function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] as string) : '';
}

function adapters(): { adapter: string; domains: Set<string>; others: Set<string> }[] {
  const own = internal.filter(({ file }) => folderOf(file) === 'adapters');
  return [...new Set(own.map(({ file }) => file.split('/')[1] as string))].map((adapter) => {
    const targets = own
      .filter(({ file }) => file.split('/')[1] === adapter)
      .map(({ file, target }) => resolved(file, target));
    return {
      adapter,
      domains: new Set(targets.map(folderOf).filter((folder) => DOMAINS.includes(folder))),
      others: new Set(
        targets.filter((target) => target.startsWith('adapters/') && target.split('/')[1] !== adapter),
      ),
    };
  });
}

function reachable(entry: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { file, target } of internal) if (file === entry) reachable(resolved(file, target), seen);
  return seen;
}
