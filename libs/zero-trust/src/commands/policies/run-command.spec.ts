import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.js';

const RULES = `rules:
  confidential:
    description: Confidential orders are for clearance 3 and more.
    permit_if: subject.clearance >= 3
    cases:
      - { name: enough, given: { subject: { clearance: 3 } }, expect: permit }
      - { name: too little, given: { subject: { clearance: 2 } }, expect: deny }
  bare:
    description: Nobody knows.
    permit_if: true
`;
const FAILING = RULES.replace('clearance: 2', 'clearance: 4');
const BROKEN = RULES.replace('subject.clearance', 'subject.clearence');

let folder = '';
let file = '';
let errors: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  file = join(folder, 'orders.yaml');
  errors = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly printed: string;
}

async function run(text: string | undefined, ...args: readonly string[]): Promise<Ran> {
  if (text !== undefined) await writeFile(file, text);
  const lines: string[] = [];
  const output = { print: (line: string) => void lines.push(line), progress: () => undefined };
  const defaults = text === undefined ? undefined : { files: [file] };
  return { code: await runCommand(args, { output, defaults }), printed: lines.join('\n') };
}

describe('policies test', () => {
  it('prints what came of each case, and ends with the count', async () => {
    const { code, printed } = await run(RULES, 'test');
    expect([code, printed.split('\n')]).toEqual([
      0,
      ['confidential', '  ok    enough', '  ok    too little', 'bare', '  no cases', '2 passed, 0 failed'],
    ]);
  });

  it('says what failed and where, and ends with 1', async () => {
    const { code, printed } = await run(FAILING, 'test');
    expect(code).toBe(1);
    expect(printed).toContain(`  FAIL  too little: expected deny, got permit\n        at ${file}:7:9`);
    expect(printed).toMatch(/1 passed, 1 failed$/);
  });

  it('never passes rules that cannot be used', async () => {
    const { code, printed } = await run(BROKEN, 'test');
    expect(code).toBe(1);
    expect(printed).toContain(`${file}:4:16 there is no attribute "subject.clearence"`);
    expect(printed).toMatch(/0 passed, 0 failed$/);
  });

  it('answers in JSON', async () => {
    const { code, printed } = await run(FAILING, 'test', '--json');
    const answer = JSON.parse(printed) as Readonly<Record<string, unknown>>;
    expect([code, answer['passed'], answer['failed'], answer['problems']]).toEqual([1, 1, 1, []]);
    expect(answer['cases']).toContainEqual({
      rule: 'confidential',
      name: 'too little',
      where: `${file}:7:9`,
      failure: 'expected deny, got permit',
    });
  });

  it('takes the file that is named over the one that is meant', async () => {
    await writeFile(join(folder, 'other.yaml'), BROKEN);
    expect((await run(RULES, 'test', join(folder, 'other.yaml'))).code).toBe(1);
  });
});

describe('policies check', () => {
  it('says that there is nothing to mend', async () => {
    expect(await run(FAILING, 'check')).toEqual({ code: 0, printed: '2 rules, nothing to mend' });
  });

  it('says what is wrong, where, and what to do', async () => {
    const { code, printed } = await run(BROKEN, 'check');
    expect(code).toBe(1);
    expect(printed).toMatch(/:4:16 there is no attribute "subject.clearence"\n {4}See .+\n1 thing to mend$/);
  });

  it('says so in JSON', async () => {
    const { printed } = await run(BROKEN, 'check', '--json');
    expect(JSON.parse(printed)).toMatchObject({ rules: ['bare'], problems: [{ where: `${file}:4:16` }] });
  });
});

describe('the command line of policies', () => {
  it.each(['test', 'check'])('explains %s with an example', async (command) => {
    const { code, printed } = await run(RULES, command, '--help');
    expect(code).toBe(0);
    expect(printed).toMatch(new RegExp(`^Usage: policies ${command}.*Example:`, 's'));
  });

  it('lists its commands', async () => {
    const { code, printed } = await run(RULES, '--help');
    expect(code).toBe(0);
    expect(printed).toMatch(/test .*\n.*check /);
  });

  it.each([
    [
      'an unknown command',
      ['tset'],
      "There is no command 'tset'. Did you mean 'test'? There are test, check.",
    ],
    ['an unknown option', ['test', '--jsno'], "See 'policies test --help'."],
    ['no file', ['test'], 'Name a file of rules.'],
    ['a file that is not there', ['test', 'nowhere.yaml'], 'nowhere.yaml is not there. Check the path'],
  ])('refuses %s with 2 and says what to type', async (_, args, message) => {
    const { code, printed } = await run(undefined, ...args);
    expect([code, printed]).toEqual([2, '']);
    expect(errors.join('')).toContain(message);
  });
});
