import { openOrdersDatabase, type OrdersDatabase } from '@sample/orders';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTokenRequest } from '../e2e/support/demo-token.js';
import { openTestDatabase, openTestRedis } from '../e2e/support/test-storage.js';
import { OwnRedis } from './support/own-redis.js';
import { SampleInstance } from './support/sample-instance.js';

const AUDIENCE = 'https://api.orders.example';
/** Of the tier `free`, in 15 minutes. */
const LIMIT = 100;

let issuer: TokenIssuer;
let database: OrdersDatabase;
let databaseUrl = '';

beforeAll(async () => {
  issuer = await createTokenIssuer({ audience: AUDIENCE });
  database = await openTestDatabase((options) => {
    databaseUrl = 'databaseUrl' in options ? options.databaseUrl : '';
    return openOrdersDatabase(options);
  });
});

afterAll(async () => {
  await database.close();
  await issuer.close();
});

function startInstance(redisUrl: string | undefined): Promise<SampleInstance> {
  const identity = { AUTH_ISSUER: issuer.issuer, API_AUDIENCE: AUDIENCE };
  return SampleInstance.start({ ...identity, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
}

async function call({ address }: SampleInstance, who: string): Promise<number> {
  const authorization = `Bearer ${issuer.token(demoTokenRequest(issuer, who))}`;
  const { status } = await fetch(`${address}/v2/inventory/SKU-0001`, { headers: { authorization } });
  return status;
}

describe('two instances of the orders API that start at once on one PostgreSQL and one Redis', () => {
  it('set up the database between them, count an identity together, and end cleanly', async () => {
    const redisUrl = await openTestRedis();
    await using one = await startInstance(redisUrl);
    await using two = await startInstance(redisUrl);
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

  it('keep counting where they were when one is started again', async () => {
    const redisUrl = await openTestRedis();
    await using one = await startInstance(redisUrl);
    await one.ready();
    for (let count = 0; count < LIMIT; count += 1) expect(await call(one, 'carol')).toBe(200);
    await one.end();
    await using again = await startInstance(redisUrl);
    await again.ready();
    expect(await call(again, 'carol')).toBe(429);
  });

  it('are not ready and refuse while Redis is down, and serve again without a restart', async () => {
    await using redis = await OwnRedis.start();
    await using one = await startInstance(redis.url);
    await one.ready();
    await redis.kill();
    const probe = await fetch(`${one.address}/health/ready`);
    expect([await call(one, 'bob'), probe.status]).toEqual([503, 503]);
    redis.restart();
    await one.ready();
    expect(await call(one, 'bob')).toBe(200);
  });
});
