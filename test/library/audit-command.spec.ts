import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TOOL = join(import.meta.dirname, '../../libs/zero-trust/dist/commands/audit/main.js');
const ID = '3f0c9a4e-5d0e-4c57-9f0b-2a4a6d9d7c11';

const RECORD = {
  time: '2026-01-31T23:59:59.007Z',
  decisionId: ID,
  decision: 'allow',
  stages: { authenticate: 'passed', 'check-scopes': 'would-deny', 'check-relationship': 'passed' },
  wouldDeny: [{ stage: 'check-scopes', code: 'ZT_SCOPE_MISSING', reason: 'token lacks the scope a' }],
  evidence: { 'check-relationship': { granted: ['viewer of order'] } },
  identity: { issuer: 'https://auth.example.com', subject: 'bob', graphSubject: 'user:bob' },
  clientId: 'web',
  method: 'GET',
  route: 'GET /orders/:id',
  path: '/orders/1',
  resource: ['order:1'],
  status: 200,
  sourceAddress: '192.0.2.1',
};

/** Bob before and after the end of version 1. */
const V1 = { ...RECORD, decisionId: 'v1', wouldDeny: undefined, route: 'GET /v1/orders', version: '1' };
const KNOWN = { authenticate: 'passed', 'prove-possession': 'passed' };
const DEPRECATED = [
  { ...V1, stages: { 'check-lifecycle': 'passed', ...KNOWN } },
  {
    ...V1,
    decision: 'deny',
    stage: 'check-lifecycle',
    code: 'ZT_VERSION_GONE',
    stages: { 'check-lifecycle': 'denied', ...KNOWN },
  },
];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'audit-command-'));
  const lines = [RECORD, { ...RECORD, decisionId: 'other', wouldDeny: undefined }, ...DEPRECATED];
  const text = lines.map((record) => `${JSON.stringify(record)}\n`).join('');
  await writeFile(join(directory, 'audit-20260131T235959-1.jsonl'), text);
});
afterAll(() => rm(directory, { recursive: true }));

/** As built; `--directory` is the test's own unless another is named. */
function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [TOOL, ...args, ...(args.includes('--directory') ? [] : ['--directory', directory])],
    { encoding: 'utf8', timeout: 20_000 },
  );
  return { status, stdout, stderr };
}

describe('zero-trust-audit', () => {
  it('explains a decision for people', () => {
    const { status, stdout } = run('explain', ID);
    expect(status).toBe(0);
    expect(stdout).toContain(
      '! check-scopes       would deny (ZT_SCOPE_MISSING)\n    token lacks the scope a',
    );
    expect(stdout).toContain('today, order:1#viewer@user:bob:');
  });

  it('explains a decision as JSON', () => {
    const { status, stdout } = run('explain', ID, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ decisionId: ID, stages: [{}, { verdict: 'would-deny' }, {}] });
  });

  it('sums up what report-only mode let pass', () => {
    expect(run('report-only').stdout).toBe(
      [
        'route            stage         code              requests  identities  last seen',
        'GET /orders/:id  check-scopes  ZT_SCOPE_MISSING  1         1           2026-01-31T23:59:59.007Z',
        '',
      ].join('\n'),
    );
    expect(JSON.parse(run('report-only', '--json').stdout)).toMatchObject([{ count: 1, identities: 1 }]);
  });

  it('sums up who called what is deprecated or ends', () => {
    const { status, stdout } = run('lifecycle');
    expect([status, stdout]).toEqual([
      0,
      [
        'route           version  consumer  client  issuer                    answered  refused  brownout  after end  last seen',
        'GET /v1/orders  1        bob       web     https://auth.example.com  1         0        0         1          2026-01-31T23:59:59.007Z',
        '',
      ].join('\n'),
    ]);
    expect(JSON.parse(run('lifecycle', '--json').stdout)).toMatchObject([{ subject: 'bob', afterEnd: 1 }]);
  });

  it('ends with 1 where there is nothing of that kind', () => {
    const unknown = run('explain', '00000000-0000-4000-8000-000000000000');
    expect([unknown.status, unknown.stdout]).toEqual([1, `No record in ${directory} has this id.\n`]);
    expect(run('report-only', '--directory', join(directory, 'empty')).status).toBe(1);
    expect(run('lifecycle', '--directory', join(directory, 'empty')).status).toBe(1);
  });

  it.each([
    ['no command', [], /Usage: audit COMMAND/],
    ['an unknown command', ['forget'], /There is no command 'forget'\. There are explain, /],
    ['a misspelt command', ['expalin'], /There is no command 'expalin'\. Did you mean 'explain'\?/],
    ['an id that is none', ['explain', '../x'], /A decision is named by a UUID/],
    ['no id', ['explain'], /Usage: audit explain ID/],
    ['an unknown option', ['explain', ID, '--force'], /--force.*See 'audit --help'/s],
  ])('ends with 2 and says what to do for %s', (_what, args, problem) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(problem);
  });

  it.each([[[]], [['explain']], [['lifecycle']], [['report-only']]])('prints help: %s', (words) => {
    const { status, stdout } = run(...words, '--help');
    expect([status, stdout.startsWith('Usage: audit ')]).toEqual([0, true]);
  });
});
