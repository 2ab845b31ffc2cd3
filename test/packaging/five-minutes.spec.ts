import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPTS = join(ROOT, 'scripts/five-minutes');
const PAGE = join(ROOT, 'docs/getting-started.md');

interface Command {
  readonly kind: 'command';
  readonly command: string;
  readonly shown: string;
  readonly terminal: string | undefined;
}
interface File {
  readonly kind: 'file';
  readonly name: string;
}
interface Scripts {
  readPage(path: string): readonly (Command | File)[];
  showsTruly(printed: string, shown: string): boolean;
  hasShown(printed: string, shown: string): boolean;
  runToEnd(command: Partial<Command>, where: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void>;
}

const scripts: Scripts = Object.assign(
  {},
  ...(await Promise.all(
    ['read-page', 'compare-output', 'terminal'].map(
      (name) => import(pathToFileURL(join(SCRIPTS, `${name}.mjs`)).href),
    ),
  )),
);
const { readPage, showsTruly, hasShown, runToEnd } = scripts;

describe('what npm run five-minutes does', () => {
  const steps = readPage(PAGE);
  const commands = steps.filter((step) => step.kind === 'command');

  it('is what docs/getting-started.md says, from a new application to a denied request', () => {
    const told = commands.map(({ command }) => command.split(' ').slice(0, 3).join(' '));
    expect(told.filter((command) => !/^(?:cat|curl|cd) /.test(command))).toEqual([
      'npx @nestjs/cli@12 new',
      'npm install nestjs-zero-trust',
      'npx nest add',
      'npx nestjs-zero-trust-schematics resource',
      'npm run build',
      'npm run lint',
      'npm test',
      'npm run test:e2e',
      'node issuer.js',
      'npm run start:prod',
    ]);
  });

  it('leaves running what the page has in a terminal of its own, and nothing else', () => {
    expect(commands.flatMap(({ terminal }) => terminal ?? [])).toEqual(['issuer', 'api']);
  });

  it('sees requests that are allowed, and some of each kind that is denied', () => {
    const answers = commands.filter(({ command }) => command.startsWith('curl ')).map(({ shown }) => shown);
    expect(answers.map((shown) => /"status":(\d+)/.exec(shown)?.[1] ?? 'allowed')).toEqual([
      'allowed',
      'allowed',
      'allowed',
      '404',
      '401',
    ]);
  });

  it('writes the file that the page shows', () => {
    expect(steps.flatMap((step) => (step.kind === 'file' ? step.name : []))).toEqual(['issuer.js']);
  });
});

describe('how it compares outputs', () => {
  it.each([
    ['a\nb', 'a\nb'],
    ['5 files in 3 s', '… files in …'],
    ['x\ny\nz', '…\nz'],
    ['x\ny\nz', 'x\n…'],
    ['a\nb\na\nc', '…\na\nc'],
    ['\u001B[32ma\u001B[0m  \r\n', 'a'],
  ])('%j is what %j shows', (printed, shown) => {
    expect(showsTruly(printed, shown)).toBe(true);
  });

  it.each([
    ['a\nb', 'a'],
    ['a', 'a\nb'],
    ['ab', 'a'],
    ['x\ny', '…\nz'],
    ['', 'a'],
    ['axb', 'a.b'],
    ['{"status":200}', '{"status":404}'],
  ])('%j is not what %j shows', (printed, shown) => {
    expect(showsTruly(printed, shown)).toBe(false);
  });

  it('ends soon where much is printed and nothing fits', () => {
    expect(showsTruly('line\n'.repeat(20_000), '…\na\n…\nb\n…\nc\n…')).toBe(false);
  });

  it('waits for a line among others', () => {
    expect(hasShown('starting\nlistening on 4000\n', 'listening on …')).toBe(true);
    expect(hasShown('starting\n', 'listening on …')).toBe(false);
  });
});

describe('a command of the page', () => {
  const where = { cwd: ROOT, env: process.env };

  it('that fails stops the story, and says what was run and what it printed', async () => {
    const failed = runToEnd({ command: 'echo broken && exit 3', shown: '' }, where);
    await expect(failed).rejects.toThrow(/ended with 3[^]*\$ echo broken && exit 3[^]*broken/);
  });

  it('that prints something else stops the story, and says what the page shows', async () => {
    const failed = runToEnd({ command: 'echo one', shown: 'two' }, where);
    await expect(failed).rejects.toThrow(/printed something else[^]*one[^]*the page shows\ntwo/);
  });

  it('that does what it should is passed over in silence', async () => {
    await expect(runToEnd({ command: 'echo one', shown: 'o…' }, where)).resolves.toBeUndefined();
  });
});
