import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, commandsOf, linksOf, pathsOf } from './support/markdown.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', '{apps,libs}/*/README.md', 'docs/**/*.md'];

const pages = globSync(PAGES, { cwd: ROOT }).toSorted();

describe('the links of the documentation', () => {
  it('are found', () => {
    expect(pages.flatMap((page) => linksOf(read(page))).length).toBeGreaterThan(30);
  });

  it.each(pages)('of %s lead to files and headings that exist', (page) => {
    const broken = linksOf(read(page)).filter(
      ({ target }) => !isExternal(target) && !leadsSomewhere(page, target),
    );
    expect(broken).toEqual([]);
  });

  it('of the index lead to every guide', () => {
    const guides = pages.filter((page) => page.startsWith('docs/')).map((page) => relative('docs', page));
    const linked = linksOf(read('docs/README.md')).map(({ target }) => target.split('#')[0]);
    expect(guides.filter((guide) => guide !== 'README.md' && !linked.includes(guide))).toEqual([]);
  });
});

describe('what the documentation names in code', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };
  // Those of every application of `nest new`, which some guides speak of.
  const known = [...Object.keys(scripts), 'build', 'lint', 'start:dev', 'start:prod', 'test:e2e'];

  it.each(pages)('in %s is a script of the repository where it says npm run', (page) => {
    expect(commandsOf(read(page)).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(pages.filter((page) => page !== 'CHANGELOG.md'))(
    'in %s is there if it looks like a file',
    (page) => {
      expect(pathsOf(read(page)).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    },
  );

  it('is found', () => {
    expect(pages.flatMap((page) => commandsOf(read(page))).length).toBeGreaterThan(10);
    expect(pages.flatMap((page) => pathsOf(read(page))).length).toBeGreaterThan(2);
  });
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || (file.endsWith('.md') && anchorsOf(read(file)).has(anchor));
}

function isExternal(target: string): boolean {
  return /^(?:https:|mailto:)/.test(target);
}

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}
