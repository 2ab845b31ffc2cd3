import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PolicyInput } from '../policy-input.js';
import * as compiling from './read-rule-file.js';
import { PolicyRules } from './policy-rules.js';
import type { RuleFile } from './rule-file.js';
import type { RuleSource } from './rule-source.js';
import { UnreadableRulesError } from './unreadable-rules.error.js';

const NOW = 1_773_064_800_000;

/** The text of a file whose rule `r` permits from a clearance on. */
function fileOf(clearance: number, ...more: readonly string[]): string {
  const lines = [
    'rules:',
    '  r:',
    '    description: A rule.',
    `    permit_if: subject.clearance >= ${clearance}`,
  ];
  return [...lines, ...more].join('\n');
}

/** Files that a test writes. */
class WrittenRules implements RuleSource {
  text: string | UnreadableRulesError;
  /** Given by the next reads before `text` is. */
  readonly halfWritten: string[] = [];
  changed: (() => void) | undefined;

  constructor(text: string) {
    this.text = text;
  }

  async read(): Promise<readonly RuleFile[]> {
    const text = this.halfWritten.shift() ?? this.text;
    if (typeof text !== 'string') throw text;
    return [{ path: 'orders.yaml', text }];
  }

  watch(onChange: () => void): () => void {
    this.changed = onChange;
    return () => (this.changed = undefined);
  }
}

async function load(source: RuleSource): Promise<PolicyRules> {
  return PolicyRules.load({ source, clock: { now: () => NOW }, settleMs: 1 });
}

function inputOf(clearance: number): PolicyInput {
  return { subject: { clearance }, environment: {} } as unknown as PolicyInput;
}

function effectOf(rules: PolicyRules, clearance: number): string {
  return rules.evaluate('r', inputOf(clearance)).effect;
}

function loggedErrors(): readonly string[] {
  return vi.mocked(Logger.prototype.error).mock.calls.map(([message]) => String(message));
}

function silence(): void {
  vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  vi.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
}

// Its calls are counted.
vi.mock('./read-rule-file.js', { spy: true });

afterEach(() => void vi.restoreAllMocks());

describe('rules that change while the application runs', () => {
  it('come into force as a whole, with another version', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    const before = rules.status;
    expect([effectOf(rules, 2), before.rejected]).toEqual(['deny', undefined]);
    source.text = fileOf(2);
    await rules.reload();
    expect(effectOf(rules, 2)).toBe('permit');
    expect(rules.status).toMatchObject({ rules: 1, rejected: undefined });
    expect(rules.status.version).not.toBe(before.version);
  });

  it('tell by their verdicts which version they are of', async () => {
    const rules = await load(new WrittenRules(fileOf(3)));
    for (const clearance of [2, 3, 'x' as never]) {
      expect(rules.evaluate('r', inputOf(clearance)).rules).toEqual([`r@${rules.status.version}`]);
    }
  });

  it.each([
    [
      'do not compile',
      fileOf(2, '    deny_if: subject.clarance > 9'),
      'orders.yaml:5:14 there is no attribute',
    ],
    [
      'fail one of their cases',
      fileOf(2, '    cases: [{ name: c, expect: permit }]'),
      "orders.yaml:5:13 the case 'c' of 'r' fails",
    ],
    ['are no YAML any more', 'rules: [', 'orders.yaml:1:9'],
    ['are empty', '', 'orders.yaml:1:1'],
    ['lack a rule that a route names', fileOf(2).replace('  r:', '  q:'), "rule 'r' a route names it"],
  ])('stay as they were when they %s, and say why once', async (_, text, problem) => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    rules.require('r');
    const { version } = rules.status;
    source.text = text;
    await rules.reload();
    await rules.reload();
    expect([effectOf(rules, 2), effectOf(rules, 3)]).toEqual(['deny', 'permit']);
    expect(rules.status).toMatchObject({ version, rejected: { at: NOW } });
    expect(loggedErrors().filter((message) => message.includes(problem))).toHaveLength(1);
  });

  it('stay as they were when their file is gone, and are well again when it is back', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    source.text = new UnreadableRulesError({
      where: 'orders.yaml',
      problem: 'is not there',
      remedy: 'Check.',
    });
    await rules.reload();
    expect(effectOf(rules, 3)).toBe('permit');
    expect(rules.status.rejected?.findings.map(({ where }) => where)).toEqual(['orders.yaml']);
    source.text = fileOf(3);
    await rules.reload();
    expect(rules.status.rejected).toBeUndefined();
  });

  it('are not taken while a file is being written', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    // A whole file as far as anybody can tell, and far too generous.
    source.halfWritten.push(fileOf(1));
    source.text = fileOf(1, '    deny_if: subject.clearance < 3');
    await rules.reload();
    expect([effectOf(rules, 2), effectOf(rules, 9)]).toEqual(['deny', 'permit']);
    expect(vi.mocked(Logger.prototype.log)).toHaveBeenCalledTimes(1);
  });

  it('are not taken without the cases that they had: a file that is half written lacks what comes before them', async () => {
    silence();
    const mask = ['    obligations: { mask: [notes] }', '    cases: [{ name: c, expect: undecided }]'];
    const source = new WrittenRules(fileOf(3, ...mask));
    const rules = await load(source);
    for (const rest of [[], mask.slice(0, 1)]) {
      source.text = fileOf(3, ...rest);
      await rules.reload();
      expect(rules.masksOf('r')).toEqual(['notes']);
      expect(rules.status.rejected?.findings.map(({ where }) => where)).toEqual(["rule 'r'"]);
    }
  });

  it('are compiled once, however often somebody looks at what cannot be used', async () => {
    silence();
    const compile = vi.mocked(compiling.readRuleFile);
    compile.mockClear();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    await rules.reload();
    expect(compile).toHaveBeenCalledTimes(1);
    source.text = 'rules: [';
    await rules.reload();
    await rules.reload();
    expect(compile).toHaveBeenCalledTimes(2);
    expect(rules.status.rejected?.findings).toHaveLength(1);
  });

  it('judge a request by one version from its first question to its last', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    const request = inputOf(2);
    expect(rules.evaluate('r', request).effect).toBe('deny');
    source.text = fileOf(2);
    await rules.reload();
    expect(rules.evaluate('r', { ...request }).effect).toBe('deny');
    expect(effectOf(rules, 2)).toBe('permit');
  });

  it('are looked at when the source says so, until the application ends', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    rules.onApplicationBootstrap();
    source.text = fileOf(2);
    source.changed?.();
    await vi.waitFor(() => expect(effectOf(rules, 2)).toBe('permit'));
    await rules.onApplicationShutdown();
    expect(source.changed).toBeUndefined();
    source.text = fileOf(9);
    await rules.reload();
    expect(effectOf(rules, 2)).toBe('permit');
  });

  it('do not change any more while the application ends', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    source.text = fileOf(2);
    const reloading = rules.reload();
    await rules.onApplicationShutdown();
    await reloading;
    expect(effectOf(rules, 2)).toBe('deny');
  });

  it('survive a thousand notices at once with few looks at the files', async () => {
    silence();
    const source = new WrittenRules(fileOf(3));
    const rules = await load(source);
    const read = vi.spyOn(source, 'read');
    source.text = fileOf(2);
    await Promise.all(Array.from({ length: 1_000 }, () => rules.reload()));
    expect(effectOf(rules, 2)).toBe('permit');
    expect(read.mock.calls.length).toBeLessThan(10);
  });
});

describe('rules at the start', () => {
  it('say that they cannot be read, and not that each of them is missing', async () => {
    const source = new WrittenRules('');
    source.text = new UnreadableRulesError({
      where: 'orders.yaml',
      problem: 'is not there',
      remedy: 'Check.',
    });
    const rules = await load(source);
    expect(rules.findings).toHaveLength(1);
    expect(rules.require('r')).toBe(true);
    expect(effectOf(rules, 9)).toBe('undecided');
  });

  it('are none where no file is named, and then watch nothing', async () => {
    const source = { read: async () => [], watch: vi.fn<RuleSource['watch']>() };
    const rules = await load(source);
    rules.onApplicationBootstrap();
    expect(rules.status).toMatchObject({ version: undefined, rules: 0 });
    expect(rules.require('r')).toBe(false);
    expect(source.watch).not.toHaveBeenCalled();
  });
});
