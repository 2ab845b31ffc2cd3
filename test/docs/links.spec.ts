import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf } from './support/markdown.js';

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
