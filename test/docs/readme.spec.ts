import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { startTestApp } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, importFile, removePrograms, writeProgram } from './support/guide-program.js';
import { blocksOf, DOCS } from './support/read-guides.js';
import { typeCheck } from './support/type-check.js';

const ROOT = join(DOCS, '..');
const MODEL = join(ROOT, 'apps/orders/order-model.fga');
const PRELUDE = readFileSync(join(import.meta.dirname, 'support/readme-prelude.ts'), 'utf8')
  .split('// From here on it is the README')[0]
  ?.trimEnd();

const PAGES = ['README.md', 'libs/zero-trust/README.md'];

const home = process.cwd();
beforeAll(() => PAGES.forEach(write));
afterAll(() => {
  process.chdir(home);
  removePrograms();
});

it('type-checks in every README', { timeout: 180_000 }, () => {
  const files = PAGES.map((page) => join(folderOf(nameOf(page)), 'app.ts'));
  // The prelude is for all of them, so that not all of it is used by each.
  const errors = typeCheck(files).filter((error) => !/TS6133|TS6196/.test(error));
  expect(errors).toEqual([]);
});

describe.each(PAGES)('the code of %s', (page) => {
  it('guards what it says that it guards', async () => {
    await using api = await startTestApp(await moduleOf(page, 'app.ts'), {
      configure: (app) => void app.enableVersioning(),
      tuples: ['user:bob member organization:acme', 'organization:acme organization order:1'],
    });
    const path = page === 'README.md' ? '/v2/orders/1' : '/orders/1';
    const callers = ['bob', 'carol'].map((caller) => api.as(caller, { scope: 'orders:read' }));
    const allowed = await Promise.all(callers.map(async (caller) => (await caller.get(path)).status));
    const hidden = page === 'README.md' ? 404 : 403;
    expect([(await api.anonymous().get(path)).status, ...allowed]).toEqual([401, 200, hidden]);
  });

  it('does not start with a decorator forgotten, and says what is shown', async () => {
    const app = await NestFactory.create(await moduleOf(page, 'forgetful.ts'), { logger: false });
    app.enableVersioning();
    const refusal = await app.init().then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    const shown = blocksOf(readFileSync(join(ROOT, 'README.md'), 'utf8')).find(({ text: block }) =>
      block.startsWith('ZT_BOOT_REFUSED'),
    );
    const expected =
      page === 'README.md' ? shown?.text.trim() : "the parameter ':id' names an object that nothing checks";
    expect(refusal).toContain(expected);
  });
});

function nameOf(page: string): string {
  return page.replaceAll(/\W/g, '-');
}

/** The program of a page, and one that forgets a decorator. */
function write(page: string): void {
  const blocks = blocksOf(readFileSync(join(ROOT, page), 'utf8')).filter(({ language }) => language === 'ts');
  const text = `${PRELUDE}\n\n${blocks.map((block) => block.text).join('\n')}`;
  const forgetful = text.replace(/^ *@CanAccess.*\n/m, '');
  const files = new Map([
    ['app.ts', text],
    ['forgetful.ts', forgetful],
  ]);
  writeProgram({ name: nameOf(page), blocks, files });
  copyFileSync(MODEL, join(folderOf(nameOf(page)), 'order-model.fga'));
}

async function moduleOf(page: string, file: string): Promise<Type> {
  return (await importFile(nameOf(page), file))['AppModule'] as Type;
}
