import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { showsTruly } from '../../scripts/five-minutes/compare-output.mjs';
import { readPage } from '../../scripts/five-minutes/read-page.mjs';
import { ApplicationFolder } from './support/folder.js';
import { newApplication } from './support/schematics.js';

const PAGE = fileURLToPath(new URL('../../docs/schematics.md', import.meta.url));

describe('docs/schematics.md', { timeout: 120_000 }, () => {
  it('shows what each command prints, in an application that nest new has made', async () => {
    await using folder = await ApplicationFolder.of(await newApplication());
    const untrue = [];
    for (const step of readPage(PAGE)) {
      if (step.kind !== 'command') continue;
      const { code, output } = await folder.shell(step.command);
      if (code !== 0 || !showsTruly(output, step.shown)) untrue.push({ command: step.command, output });
    }
    expect(untrue).toEqual([]);
  });
});
