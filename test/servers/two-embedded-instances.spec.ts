import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../e2e/support/caller.js';
import { demoTokenRequest } from '../e2e/support/demo-token.js';
import { NEW_ORDER } from '../e2e/orders/routes.js';
import { createEmptyDatabase, type EmptyDatabase } from './support/empty-database.js';
import { SampleInstance, type SampleInstances } from './support/sample-instance.js';

const AUDIENCE = 'https://api.orders.example';
/** How soon an instance has heard of what another one did, on a machine that may be busy. */
const SOON = { timeout: 2_000, interval: 20 };

let issuer: TokenIssuer;
let database: EmptyDatabase;
let instances: SampleInstances;

beforeAll(async () => {
  issuer = await createTokenIssuer({ audience: AUDIENCE });
  database = await createEmptyDatabase();
  instances = await SampleInstance.startMany(2, {
    AUTH_ISSUER: issuer.issuer,
    API_AUDIENCE: AUDIENCE,
    DATABASE_URL: database.url,
  });
});

afterAll(async () => {
  await instances[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await issuer.close();
});

function as(who: string, instance: number): Caller {
  const token = issuer.token(demoTokenRequest(issuer, who));
  return new Caller({ address: instances.addresses[instance] ?? '', authorization: [`Bearer ${token}`] });
}

/** How many connections wait for the notices of the log of changes. */
async function listening(): Promise<number> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const statement = `select from pg_stat_activity where datname = current_database() and query like 'listen "%'`;
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

describe('two instances that evaluate relationships themselves, on one PostgreSQL', () => {
  it('show an order at once where it was made and soon on the other, to those who may see it and to nobody else', async () => {
    const { status, body } = await as('bob', 0).post('/v2/orders', NEW_ORDER);
    const path = `/v2/orders/${String(body['id'])}`;
    expect([status, (await as('bob', 0).get(path)).status]).toEqual([201, 200]);
    await expect.poll(async () => (await as('alice', 1).get(path)).status, SOON).toBe(200);
    expect((await as('carol', 1).get(path)).status).toBe(404);
  });

  it('hear of changes at once: each listens to the database beside looking at it', async () => {
    await expect.poll(listening, SOON).toBe(2);
  });

  it('show no order on either that was removed on one of them', async () => {
    const { body } = await as('bob', 0).post('/v2/orders', NEW_ORDER);
    const path = `/v2/orders/${String(body['id'])}`;
    await expect.poll(async () => (await as('alice', 1).delete(path)).status, SOON).toBe(204);
    expect([(await as('bob', 0).get(path)).status, (await as('bob', 1).get(path)).status]).toEqual([
      404, 404,
    ]);
    const listed = await as('bob', 0).get('/v2/orders?limit=100');
    expect(JSON.stringify(listed.body)).not.toContain(String(body['id']));
  });
});
