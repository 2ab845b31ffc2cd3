import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, SampleProcesses, type Finished } from '../support/sample-process.js';

/** What the graph of the sample can still explain: Carol, of another organization, asked for an order. */
const DENIED = {
  time: '2026-07-01T14:00:00.000Z',
  decisionId: '3f0c9a4e-5d0e-4c57-9f0b-2a4a6d9d7c11',
  decision: 'deny',
  code: 'ZT_NOT_FOUND',
  reason: 'user:carol is not viewer of order:12345',
  stage: 'check-relationship',
  stages: { authenticate: 'passed', 'check-relationship': 'denied', 'check-policies': 'not-asked' },
  evidence: { 'check-relationship': { relation: 'viewer', object: 'order:12345' } },
  identity: { issuer: 'https://auth.example.com', subject: 'carol', graphSubject: 'user:carol' },
  clientId: 'first-party',
  method: 'GET',
  route: 'GET /v2/orders/:id',
  path: '/v2/orders/12345',
  resource: [],
  status: 404,
  sourceAddress: '127.0.0.1',
};

let sample: SampleProcesses;

beforeAll(async () => {
  sample = await SampleProcesses.create();
});

afterAll(() => sample.stop());

const audit = (...args: readonly string[]): Promise<Finished> =>
  sample.run('orders/dist/commands/audit.js', { args });

/** The record that the running API has just written beside the one of the test. */
async function refusedId(): Promise<string> {
  const answer = await fetch(`${sample.address}/v2/orders/12345`);
  return ((await answer.json()) as { readonly decisionId: string }).decisionId;
}

describe('npm run audit', { timeout: 180_000 }, () => {
  it('explains decisions from the files of the sample, and asks the graph of the process that runs', async () => {
    const api = sample.start('orders/dist/main.js');
    const finished = finish(api);
    await expect
      .poll(
        () =>
          fetch(`${sample.address}/health/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        {
          timeout: 90_000,
        },
      )
      .toBe(200);
    const id = await refusedId();
    const directory = join(sample.dataDir, 'audit');
    const [file = ''] = await readdir(directory);
    await expect.poll(async () => (await audit('explain', id)).code, { timeout: 20_000 }).toBe(0);
    expect((await audit('explain', id)).out).toContain(
      '✗ authenticate       denied (ZT_CREDENTIALS_MISSING)',
    );
    await appendFile(join(directory, file), `${JSON.stringify(DENIED)}\n`);
    const { code, out } = await audit('explain', DENIED.decisionId);
    expect(code).toBe(0);
    expect(out).toContain('✗ check-relationship denied (ZT_NOT_FOUND)');
    expect(out).toContain('today, order:12345#viewer@user:carol:');
    expect(out).toContain('· check-policies     not asked');
    api.kill('SIGTERM');
    expect((await finished).code).toBe(0);
  });

  it('explains them when nothing runs, too', async () => {
    const { code, out } = await audit('explain', DENIED.decisionId, '--json');
    const { stages } = JSON.parse(out) as { readonly stages: readonly object[] };
    expect(code).toBe(0);
    expect(stages[1]).toMatchObject({
      verdict: 'denied',
      relationships: [{ question: 'order:12345#viewer@user:carol', now: { allowed: false } }],
    });
  });

  it('says that nothing was let pass, for nothing is report-only', async () => {
    expect(await audit('report-only')).toMatchObject({
      code: 1,
      out: 'Nothing was let pass that would be refused.\n',
    });
  });
});
