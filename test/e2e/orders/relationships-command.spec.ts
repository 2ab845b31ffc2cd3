import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, SampleProcesses, type Finished } from '../support/sample-process.js';

let sample: SampleProcesses;

beforeAll(async () => {
  sample = await SampleProcesses.create();
});

afterAll(() => sample.stop());

const relationships = (...args: readonly string[]): Promise<Finished> =>
  sample.run('orders/dist/commands/relationships.js', { args });

const probe = (): Promise<number> =>
  fetch(`${sample.address}/health/ready`).then(
    ({ status }) => status,
    () => 0,
  );

async function asksTheGraph(): Promise<void> {
  expect(await relationships('check', 'user:bob', 'viewer', 'order:12345')).toMatchObject({
    code: 0,
    out: 'granted\n',
  });
  expect(await relationships('check', 'user:carol', 'viewer', 'order:12345')).toMatchObject({
    code: 1,
    out: 'denied\n',
  });
  const explained = await relationships('explain', 'user:alice', 'editor', 'order:12345');
  expect(explained.out).toContain('tuple organization:acme#admin@user:alice');
  const listed = await relationships('list-objects', 'user:bob', 'viewer', 'order');
  expect(listed.out).toBe('order:12345\norder:12346\n');
  const users = await relationships('list-users', 'order:67890', 'viewer');
  expect(users.out).toBe('user:carol\nuser:service-account-inventory-reader\n');
  const exported = await relationships('export');
  expect(exported.out).toContain('{"subject":"user:bob","relation":"creator","object":"order:12345"}');
}

describe('npm run relationships', { timeout: 120_000 }, () => {
  it('asks the graph of the sample while nothing runs', asksTheGraph);

  it('asks through the process that owns the database while it runs, and nobody else may', async () => {
    const api = sample.start('orders/dist/main.js');
    const finished = finish(api);
    await expect.poll(probe, { timeout: 45_000 }).toBe(200);
    await asksTheGraph();
    const wrong = await relationships('check', 'user:bob', 'owner', 'order:12345');
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('no relation "owner"');
    const { mode } = await stat(join(sample.dataDir, 'operator'));
    expect(mode & 0o077).toBe(0);
    api.kill('SIGTERM');
    expect((await finished).code).toBe(0);
  });

  it('asks again once it has ended', async () => {
    expect((await relationships('check', 'user:bob', 'viewer', 'order:12345')).out).toBe('granted\n');
  });
});
