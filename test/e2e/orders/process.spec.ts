import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openOrdersDatabase } from '@sample/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, SampleProcesses } from '../support/sample-process.js';

let sample: SampleProcesses;

beforeAll(async () => {
  sample = await SampleProcesses.create();
});

afterAll(() => sample.stop());

const probe = (): Promise<number> =>
  fetch(`${sample.address}/health/ready`).then(
    ({ status }) => status,
    () => 0,
  );

const ready = async (): Promise<void> => {
  await expect.poll(probe, { timeout: 90_000 }).toBe(200);
};

describe('the process of the orders API', () => {
  it('does not start with a malformed environment, and lists every such variable at once', async () => {
    const env = {
      PORT: '70000',
      SUNSET_V1: 'soon',
      SUNSET_V1_BROWNOUTS: 'at noon',
      AUTH_ISSUER: 'http://auth.example.com',
    };
    const { code, err } = await sample.run('orders/dist/main.js', { env });
    expect(code).toBe(1);
    for (const [name, value] of Object.entries(env))
      expect(err).toMatch(new RegExp(`${name} holds .*${value}`));
  });

  it('does not start in production on the defaults of the demonstration', async () => {
    const { code, err } = await sample.run('orders/dist/main.js', { env: { NODE_ENV: 'production' } });
    expect(code).toBe(1);
    expect(err).toMatch(/AUTH_ISSUER[^]*API_AUDIENCE/);
  });

  it('seeds nothing in production', async () => {
    const env = {
      NODE_ENV: 'production',
      AUTH_ISSUER: 'https://auth.example.com',
      API_AUDIENCE: 'https://api.example.com',
      DATA_DIR: join(sample.dataDir, 'production'),
    };
    const child = sample.start('orders/dist/main.js', { env });
    const finished = finish(child);
    await ready();
    child.kill('SIGTERM');
    expect((await finished).code).toBe(0);
    const database = await openOrdersDatabase({ dataDir: env.DATA_DIR });
    try {
      for (const table of ['organizations', 'orders', 'inventory', 'relationship_tuples'] as const)
        expect(await database.db.selectFrom(table).selectAll().execute()).toEqual([]);
    } finally {
      await database.close();
    }
  }, 60_000);
});

describe('the running sample', () => {
  it('says that it is not running, when it is not, and exits with 1', async () => {
    const { code, err } = await sample.run('orders/dist/commands/tour.js');
    expect(code).toBe(1);
    expect(err).toContain(`does not answer at ${sample.address}. Start it with "npm start"`);
  });

  it('keeps every promise of the tour, twice, and no order of it is left behind', async () => {
    const started = sample.start('shared/dist/start.js');
    await ready();
    for (const round of [1, 2]) {
      const { code, out } = await sample.run('orders/dist/commands/tour.js');
      expect(out, `round ${round}`).toMatch(/\n(\d+) of \1 steps as promised\n$/);
      expect(code).toBe(0);
    }
    const [file = ''] = await readdir(join(sample.dataDir, 'audit'));
    expect(file).toMatch(/^orders-.*\.jsonl$/);
    await expect
      .poll(() => readFile(join(sample.dataDir, 'audit', file), 'utf8'), { timeout: 1_000 })
      .toContain('"path":"/nowhere"');
    started.kill('SIGTERM');
    expect(await once(started, 'exit')).toEqual([0, null]);
    const database = await openOrdersDatabase({ dataDir: sample.dataDir });
    try {
      const orders = await database.db.selectFrom('orders').select('id').orderBy('id').execute();
      expect(orders.map(({ id }) => id)).toEqual(['12345', '12346', '67890']);
    } finally {
      await database.close();
    }
  }, 120_000);

  it.each(['tour', 'posture'])('explains %s with --help', async (command) => {
    const { code, out } = await sample.run(`orders/dist/commands/${command}.js`, { args: ['--help'] });
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: npm run .*${command}`));
  });

  it.each([
    ['tour', 1],
    ['posture', 2],
  ])('refuses options that %s does not have', async (command, exitCode) => {
    const { code, err } = await sample.run(`orders/dist/commands/${command}.js`, { args: ['--nonsense'] });
    expect(code).toBe(exitCode);
    expect(err).toContain('--nonsense');
  });
});
