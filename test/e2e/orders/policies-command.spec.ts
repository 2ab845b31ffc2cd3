import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SampleProcesses, type Finished } from '../support/sample-process.js';

let sample: SampleProcesses;

beforeAll(async () => {
  sample = await SampleProcesses.create();
});

afterAll(() => sample.stop());

const policies = (...args: readonly string[]): Promise<Finished> =>
  sample.run('orders/dist/commands/policies.js', { args });

describe('npm run policies', { timeout: 60_000 }, () => {
  it('runs the cases of the rules of the sample where it names no file', async () => {
    const { code, out } = await policies('test');
    expect(code).toBe(0);
    expect(out).toMatch(/^sensitive-orders-leave-from-home-only\n {2}ok .+\n(?:.+\n)*10 passed, 0 failed\n$/);
  });

  it('checks them, and prints the version that audit records name', async () => {
    const { code, out } = await policies('check', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      version: expect.stringMatching(/^[0-9a-f]{16}$/),
      rules: ['sensitive-orders-leave-from-home-only'],
      problems: [],
    });
  });

  it('says of a file that is not there what to do', async () => {
    expect(await policies('test', 'nowhere.yaml')).toMatchObject({ code: 2, out: '' });
  });
});
