import { join } from 'node:path';
import { createTokenIssuer } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatJson, formatMessage, parseExchange, perform } from './support/exchange.js';
import {
  auditRecord,
  decisionIdOf,
  folderOf,
  importFile,
  removePrograms,
  runScript,
  runTool,
  startApp,
  writeProgram,
  type RunningApp,
} from './support/guide-program.js';
import { matches } from './support/matches.js';
import { fileNameOf, readGuides, type Block, type Guide } from './support/read-guides.js';
import { importedFiles, typeCheck } from './support/type-check.js';

const AUDIENCE = 'https://api.example.com';
/** Blocks that a test holds to what happens; any other language is prose. */
const TOOL_LINE = /^\$ npx (?<tool>relationships|policies|zero-trust-audit) (?<words>.+)$/;
const PROMISES = ['console', 'http', 'json'];

const guides = readGuides();
guides.forEach(writeProgram);
const home = process.cwd();
// Before any snippet is imported: applications read it as they are.
const issuer = await createTokenIssuer({ audience: AUDIENCE });
vi.stubEnv('ISSUER', issuer.issuer);
vi.stubEnv('PORT', '0');
afterAll(async () => {
  await issuer.close();
  vi.unstubAllEnvs();
  process.chdir(home);
  removePrograms();
});

describe('the snippets of the guide', () => {
  it('are many', () => {
    expect(guides.flatMap(({ files }) => [...files]).length).toBeGreaterThan(20);
  });

  it('each say which file they are, once', () => {
    const unnamed = guides.flatMap(({ name, blocks, files }) => {
      const snippets = blocks.filter(({ language }) =>
        ['ts', 'fga', 'txt', 'yaml', 'typescript'].includes(language),
      );
      const named = snippets.filter((block) => fileNameOf(block) !== undefined);
      return named.length === snippets.length && files.size === named.length ? [] : [name];
    });
    expect(unnamed).toEqual([]);
  });

  it('are all run, but for those of other libraries: each is an entry, or imported by one', () => {
    expect(guides.flatMap((guide) => [...unreached(guide)].map((file) => `${guide.name}: ${file}`))).toEqual(
      [],
    );
  });

  it('type-check', { timeout: 180_000 }, () => {
    const files = guides.flatMap(({ name, files: own }) =>
      [...own.keys()].map((file) => join(folderOf(name), file)),
    );
    expect(typeCheck(files.filter((file) => file.endsWith('.ts')))).toEqual([]);
  });
});

describe.each(guides.filter(hasPromises).map((guide) => [`docs/${guide.name}.md`, guide] as const))(
  '%s',
  (_page, guide) => {
    let running: RunningApp | undefined;
    let answered = 0;
    let decisionId = '';

    beforeAll(async () => {
      running = guide.files.has('app.module.ts') ? await startApp(guide) : undefined;
    });

    afterAll(async () => {
      await running?.app.close();
    });

    for (const block of guide.blocks.filter(isPromise)) {
      it(`shows in line ${block.line} what really happens: ${titleOf(block)}`, async () => {
        const [actual, shown] = await compare(block);
        expect(matches(actual, shown) ? shown : actual).toBe(shown);
      });
    }

    function compare(block: Block): Promise<readonly [actual: string, shown: string]> {
      if (block.language === 'http') return compareExchange(block);
      return block.language === 'json' ? compareRecord(block) : compareOutput(block);
    }

    async function compareExchange({ text }: Block) {
      // The decision of the answer before, whose id no guide can know.
      const exchange = parseExchange(text.replace('{decisionId}', decisionId), issuer);
      const answer = await perform(exchange, running?.origin ?? '');
      answered += 1;
      decisionId = decisionIdOf(answer) ?? decisionId;
      return [formatMessage(answer), formatMessage(exchange.answer)] as const;
    }

    async function compareRecord({ text }: Block) {
      return [formatJson(await auditRecord(guide.name, answered)), formatJson(text)] as const;
    }

    async function compareOutput({ text }: Block) {
      const [command = '', ...shown] = text.trim().split('\n');
      const { tool, words = '' } = TOOL_LINE.exec(command)?.groups ?? {};
      const printed =
        tool === undefined
          ? await runScript(guide.name, scriptOf(command))
          : runTool({ guide: guide.name, tool, words });
      return [printed, shown.join('\n')] as const;
    }
  },
);

for (const { name, files } of guides) {
  for (const file of [...files.keys()].filter(isTest)) {
    // Declares the tests of the snippet here and now, as a test runner does.
    describe(`docs/${name}.md, ${file}`, async () => {
      beforeAll(() => process.chdir(folderOf(name)));
      await importFile(name, file);
    });
  }
}

function hasPromises({ blocks }: Guide): boolean {
  return blocks.some(isPromise);
}

function isPromise({ language }: Block): boolean {
  return PROMISES.includes(language);
}

function isTest(file: string): boolean {
  return file.endsWith('.spec.ts');
}

/** What readers have before they come here; it is type-checked only. */
function isOfOthers(file: string): boolean {
  return file.endsWith('.before.ts');
}

function titleOf({ text }: Block): string {
  return text.split('\n', 1).join();
}

/** `$ node posture.js` runs what is compiled from `posture.ts`. */
function scriptOf(command: string): string {
  return /^\$ node (?<name>.+)\.js$/.exec(command)?.groups?.['name']?.concat('.ts') ?? command;
}

/** TypeScript files that nothing runs. */
function unreached({ files, blocks }: Guide): ReadonlySet<string> {
  const scripts = blocks
    .filter(({ language }) => language === 'console')
    .map((block) => scriptOf(titleOf(block)));
  const entries = ['main.ts', 'app.module.ts', ...scripts, ...[...files.keys()].filter(isTest)];
  const reached = new Set(entries);
  // A set visits what is added while it is walked.
  for (const file of reached) for (const next of importedFiles(files.get(file) ?? '')) reached.add(next);
  return new Set(
    [...files.keys()].filter((file) => file.endsWith('.ts') && !isOfOthers(file) && !reached.has(file)),
  );
}
