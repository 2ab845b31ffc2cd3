import { openAuthDatabase } from '@sample/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmptyDatabase } from './support/empty-database.js';
import { createMigratedDatabase } from './support/migrated-database.js';
import { OwnRedis } from './support/own-redis.js';
import { SampleInstance, type SampleInstances } from './support/sample-instance.js';

const PROCESSES = 4;
const GUESSES = 1_000;
/** Of one account from one address, before it is locked. */
const CHECKED = 5;

let redis: OwnRedis;
let database: EmptyDatabase;
let instances: SampleInstances;

beforeAll(async () => {
  redis = await OwnRedis.start();
  database = await createMigratedDatabase(openAuthDatabase);
  const shared = { DATABASE_URL: database.url, REDIS_URL: redis.url, TRUSTED_PROXIES: '127.0.0.0/8' };
  instances = await SampleInstance.startMany(PROCESSES, shared, 'auth');
}, 120_000);

afterAll(async () => {
  await instances[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

interface Guess {
  readonly email: string;
  readonly from: string;
}

/** Many wrong passwords at once, to one process after the other. @returns how many were answered with each status */
async function guess({ email, from }: Guess, count: number): Promise<Readonly<Record<string, number>>> {
  const statuses = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const response = await fetch(`${instances.addresses[index % PROCESSES]}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
        body: JSON.stringify({ email, password: `guess number ${index}` }),
      });
      await response.arrayBuffer();
      return response.status;
    }),
  );
  const groups = Map.groupBy(statuses, String);
  return Object.fromEntries([...groups].map(([status, { length }]) => [status, length]));
}

describe(`${GUESSES} parallel guesses at ${PROCESSES} authorization servers on one Redis`, () => {
  it.each([
    { email: 'alice@example.com', from: '192.0.2.1' },
    { email: 'unknown@example.com', from: '192.0.2.2' },
  ])(`check exactly ${CHECKED} passwords of $email`, async (target) => {
    const counts = await guess(target, GUESSES);
    console.info(`${GUESSES} guesses at ${target.email}: by status ${JSON.stringify(counts)}`);
    expect(counts).toEqual({ '401': CHECKED, '423': GUESSES - CHECKED });
  });

  it('check none while Redis is away, and remember what was counted before', async () => {
    const target = { email: 'bob@example.com', from: '192.0.2.3' };
    expect(await guess(target, 3)).toEqual({ '401': 3 });
    await redis.kill();
    expect(await guess(target, GUESSES)).toEqual({ '503': GUESSES });
    redis.restart();
    const probe = { email: 'carol@example.com', from: '192.0.2.4' };
    const refused = async (): Promise<number | undefined> => (await guess(probe, PROCESSES))['503'];
    await expect.poll(refused, { timeout: 15_000 }).toBeUndefined();
    const counts = await guess(target, GUESSES);
    expect(counts['401']).toBe(CHECKED - 3);
    expect(counts['423']).toBe(GUESSES - (CHECKED - 3));
  });
});
