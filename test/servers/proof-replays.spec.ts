import { createDpopKey, createTokenIssuer, dpopProof, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { openOrdersDatabase } from '@sample/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTokenRequest } from '../e2e/support/demo-token.js';
import type { EmptyDatabase } from './support/empty-database.js';
import { createMigratedDatabase } from './support/migrated-database.js';
import { OwnRedis } from './support/own-redis.js';
import { SampleInstance, type SampleInstances } from './support/sample-instance.js';

const AUDIENCE = 'https://api.orders.example';
/** All processes stand behind one address, as behind a load balancer. */
const PUBLIC_HOST = 'api.orders.example';
const PATH = '/v2/inventory/SKU-0001';
const PROCESSES = 4;
const PROOFS = 10;
const DUPLICATES = 1_000;

const key = createDpopKey();

let issuer: TokenIssuer;
let redis: OwnRedis;
let database: EmptyDatabase;
let instances: SampleInstances;

beforeAll(async () => {
  issuer = await createTokenIssuer({ audience: AUDIENCE });
  redis = await OwnRedis.start();
  database = await createMigratedDatabase(openOrdersDatabase);
  instances = await SampleInstance.startMany(PROCESSES, {
    AUTH_ISSUER: issuer.issuer,
    API_AUDIENCE: AUDIENCE,
    TRUSTED_PROXIES: '127.0.0.0/8',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
  });
}, 120_000);

afterAll(async () => {
  await instances[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await issuer.close();
});

/** What the load balancer hands on for a client that sends this proof. */
function headersFor(token: string, proof: string): Readonly<Record<string, string>> {
  return {
    authorization: `DPoP ${token}`,
    dpop: proof,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': PUBLIC_HOST,
  };
}

function boundToken(): string {
  return issuer.token({ ...demoTokenRequest(issuer, 'alice'), dpopKey: key });
}

const proofOf = (token: string): string =>
  dpopProof({ key, method: 'GET', url: `https://${PUBLIC_HOST}${PATH}`, token });

/** Sends a request to one process after the other, from ever new addresses so that none reaches its limit. */
async function send(number: number, headers: Readonly<Record<string, string>>): Promise<string> {
  const address = instances.addresses[number % PROCESSES] ?? '';
  const from = `10.2.${Math.floor(number / 250) % 250}.${(number % 250) + 1}`;
  const response = await fetch(`${address}${PATH}`, { headers: { ...headers, 'x-forwarded-for': from } });
  const text = await response.text();
  return response.ok ? '200' : `${response.status} ${(JSON.parse(text) as { code: string }).code}`;
}

function countsOf(answers: readonly string[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(answers, (answer) => answer);
  return Object.fromEntries([...groups].map(([answer, { length }]) => [answer, length]));
}

describe(`${PROCESSES} processes on one Redis`, () => {
  it(`accept each of ${PROOFS} proofs exactly once, of ${DUPLICATES} concurrent duplicates of each`, async () => {
    const token = boundToken();
    const sum = { accepted: 0, replayed: 0 };
    for (let round = 0; round < PROOFS; round += 1) {
      const headers = headersFor(token, proofOf(token));
      const answers = await Promise.all(
        Array.from({ length: DUPLICATES }, (_, index) => send(round * DUPLICATES + index, headers)),
      );
      const counts = countsOf(answers);
      expect(counts).toEqual({ '200': 1, '401 ZT_PROOF_REPLAYED': DUPLICATES - 1 });
      sum.accepted += counts['200'] ?? 0;
      sum.replayed += counts['401 ZT_PROOF_REPLAYED'] ?? 0;
    }
    console.info(
      `${PROOFS} proofs × ${DUPLICATES} duplicates over ${PROCESSES} processes: ${JSON.stringify(sum)}`,
    );
  }, 180_000);

  it('accept nothing while Redis is away, and a proof of then no more than once afterwards', async () => {
    const token = boundToken();
    const headers = headersFor(token, proofOf(token));
    await redis.kill();
    const during = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index, headers)));
    expect(countsOf(during)).toEqual({ '503 ZT_DEPENDENCY_UNAVAILABLE': 100 });
    redis.restart();
    for (const index of instances.addresses.keys())
      await expect
        .poll(() => send(index, headersFor(token, proofOf(token))), { timeout: 15_000 })
        .toBe('200');
    const after = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index, headers)));
    expect(countsOf(after)).toEqual({ '200': 1, '401 ZT_PROOF_REPLAYED': 99 });
  }, 60_000);
});
