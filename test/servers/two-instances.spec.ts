import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../e2e/support/caller.js';
import { NEW_ORDER } from '../e2e/orders/routes.js';
import { openTestRedis } from '../e2e/support/test-storage.js';
import { OrdersProcesses } from './support/orders-processes.js';
import { OwnRedis } from './support/own-redis.js';
import type { SampleInstance } from './support/sample-instance.js';

/** Of the tier `free`, in 15 minutes. */
const LIMIT = 100;

let processes: OrdersProcesses;

beforeAll(async () => {
  processes = await OrdersProcesses.create();
});

afterAll(() => processes[Symbol.asyncDispose]());

async function call(instance: SampleInstance, who: string): Promise<number> {
  return (await processes.as(who, instance).get('/v2/inventory/SKU-0001')).status;
}

describe('two instances of the orders API that start at once on one PostgreSQL, Redis and OpenFGA', () => {
  it('set up database and store between them, count an identity together, and end cleanly', async () => {
    const redisUrl = await openTestRedis();
    await using one = await processes.start(redisUrl);
    await using two = await processes.start(redisUrl);
    await Promise.all([one.ready(), two.ready()]);
    const statuses: number[] = [];
    for (let round = 0; round < (LIMIT + 50) / 10; round += 1)
      statuses.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, (_, index) => call(index % 2 === 0 ? one : two, 'carol')),
        )),
      );
    expect(statuses.filter((status) => status === 200).length).toBe(LIMIT);
    expect(statuses.filter((status) => status === 429).length).toBe(50);
    expect(await call(one, 'bob')).toBe(200);
    const ends = await Promise.all([one.end(), two.end()]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('show an order of one on the other at once, change and remove it there, and hide it from another organization on both', async () => {
    const redisUrl = await openTestRedis();
    await using one = await processes.startReady(redisUrl);
    await using two = await processes.startReady(redisUrl);
    const created = await processes.as('bob', one).post('/v2/orders', NEW_ORDER);
    const id = String(created.body['id']);
    const path = `/v2/orders/${id}`;
    expect(await processes.as('bob', two).get(path)).toMatchObject({ status: 200, body: created.body });
    const changed = await processes.as('alice', two).patch(path, { customerName: 'Wile E. Coyote' });
    expect(changed).toMatchObject({ status: 200, body: { id, customerName: 'Wile E. Coyote' } });
    expect((await processes.as('alice', one).get(path)).body).toEqual(changed.body);
    for (const instance of [one, two]) {
      const outsider = processes.as('carol', instance);
      const answers = [await outsider.get(path), await outsider.patch(path, { customerName: 'x' })];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    }
    // The server was asked, not a copy of the relationships in each process.
    await expect
      .poll(() => processes.storedTuples(`order:${id}`))
      .toEqual([
        { user: 'user:bob', relation: 'creator' },
        { user: 'organization:acme', relation: 'organization' },
      ]);
    expect((await processes.as('alice', two).delete(path)).status).toBe(204);
    expect((await processes.as('bob', one).get(path)).status).toBe(404);
    await expect.poll(() => processes.storedTuples(`order:${id}`)).toEqual([]);
  });

  it('keep counting where they were when one is started again', async () => {
    const redisUrl = await openTestRedis();
    await using one = await processes.startReady(redisUrl);
    for (let count = 0; count < LIMIT; count += 1) expect(await call(one, 'carol')).toBe(200);
    await one.end();
    await using again = await processes.startReady(redisUrl);
    expect(await call(again, 'carol')).toBe(429);
  });

  it('are not ready and refuse while Redis is down, and serve again without a restart', async () => {
    await using redis = await OwnRedis.start();
    await using one = await processes.startReady(redis.url);
    await redis.kill();
    const probe = await new Caller({ address: one.address, authorization: [] }).get('/health/ready');
    expect([await call(one, 'bob'), probe.status]).toEqual([503, 503]);
    redis.restart();
    await one.ready();
    expect(await call(one, 'bob')).toBe(200);
  });
});
