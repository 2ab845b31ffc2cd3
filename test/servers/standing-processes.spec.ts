import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../e2e/support/caller.js';
import { openTestRedis } from '../e2e/support/test-storage.js';
import { OrdersProcesses } from './support/orders-processes.js';
import type { SampleInstance } from './support/sample-instance.js';

let processes: OrdersProcesses;

beforeAll(async () => {
  processes = await OrdersProcesses.create();
});

afterAll(() => processes[Symbol.asyncDispose]());

async function read({ address }: SampleInstance, token: string): Promise<number> {
  const caller = new Caller({ address, authorization: [`Bearer ${token}`] });
  return (await caller.get('/v2/inventory/SKU-0001')).status;
}

async function revokeTokensOf(instance: SampleInstance, subject: string): Promise<number> {
  const target = { issuer: processes.issuer, subject };
  return (await processes.as('erin', instance).post('/zero-trust/subjects/revocations', target)).status;
}

describe.each([
  { through: 'Redis', others: 3 },
  { through: 'the database', others: 1 },
])('processes that share standing through $through', ({ through, others }) => {
  it(`all refuse a revoked token within a second (one is told, ${others} are not), and so does one that starts afterwards`, async () => {
    const redisUrl = through === 'Redis' ? await openTestRedis() : undefined;
    await using told = await processes.startReady(redisUrl);
    await using untold = new AsyncDisposableStack();
    const instances = [told];
    for (let count = 0; count < others; count += 1)
      instances.push(untold.use(await processes.startReady(redisUrl)));
    const who = through === 'Redis' ? 'bob' : 'carol';
    const stolen = processes.token(who);
    const statuses = (): Promise<number[]> => Promise.all(instances.map((each) => read(each, stolen)));
    expect(await statuses()).toEqual(instances.map(() => 200));
    const since = performance.now();
    expect(await revokeTokensOf(told, who)).toBe(200);
    expect(await read(told, stolen)).toBe(401);
    const refusals = instances.map(() => 401);
    await expect.poll(statuses, { timeout: 1_000, interval: 10 }).toEqual(refusals);
    const elapsedMs = Math.round(performance.now() - since);
    console.info(
      `revocation through ${through}: refused by ${instances.length} processes in ${elapsedMs} ms`,
    );
    expect(elapsedMs).toBeLessThan(1_000);
    await using late = await processes.startReady(redisUrl);
    expect(await read(late, stolen)).toBe(401);
  });
});
