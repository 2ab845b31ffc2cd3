import { openOrdersDatabase, type OrdersDatabase } from '@sample/orders';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTokenRequest } from '../e2e/support/demo-token.js';
import { openTestDatabase, openTestRedis } from '../e2e/support/test-storage.js';
import { SampleInstance } from './support/sample-instance.js';

const AUDIENCE = 'https://api.orders.example';

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

async function startInstance(redisUrl: string | undefined): Promise<SampleInstance> {
  const identity = { AUTH_ISSUER: issuer.issuer, API_AUDIENCE: AUDIENCE };
  const instance = await SampleInstance.start({
    ...identity,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
  });
  await instance.ready();
  return instance;
}

const tokenOf = (who: string): string => issuer.token(demoTokenRequest(issuer, who));

async function read({ address }: SampleInstance, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${address}/v2/inventory/SKU-0001`, { headers })).status;
}

async function revokeTokensOf({ address }: SampleInstance, subject: string): Promise<number> {
  const headers = { authorization: `Bearer ${tokenOf('erin')}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ issuer: issuer.issuer, subject });
  return (await fetch(`${address}/zero-trust/subjects/revocations`, { method: 'POST', headers, body }))
    .status;
}

describe.each([
  { through: 'Redis', others: 3 },
  { through: 'the database', others: 1 },
])('processes that share standing through $through', ({ through, others }) => {
  it(`all refuse a revoked token within a second (one is told, ${others} are not), and so does one that starts afterwards`, async () => {
    const redisUrl = through === 'Redis' ? await openTestRedis() : undefined;
    await using told = await startInstance(redisUrl);
    await using untold = new AsyncDisposableStack();
    const instances = [told];
    for (let count = 0; count < others; count += 1) instances.push(untold.use(await startInstance(redisUrl)));
    const who = through === 'Redis' ? 'bob' : 'carol';
    const stolen = tokenOf(who);
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
    await using late = await startInstance(redisUrl);
    expect(await read(late, stolen)).toBe(401);
  });
});
