import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEW_ORDER } from '../../e2e/orders/routes.js';
import { OrdersProcesses } from '../support/orders-processes.js';
import type { SampleInstance } from '../support/sample-instance.js';

/** Few, because a whole process takes seconds to start; `crash.spec.ts` has the many. */
const CRASHES = 5;
const CLIENTS = 4;
const LONGEST_LIFE_MS = 1_500;

let processes: OrdersProcesses;

beforeAll(async () => {
  processes = await OrdersProcesses.create();
});

afterAll(() => processes[Symbol.asyncDispose]());

/** Makes orders until the process is gone; remembers those that it was told of. */
async function makeOrders(instance: SampleInstance, made: string[]): Promise<void> {
  const bob = processes.as('bob', instance);
  for (;;) {
    const answer = await bob.post('/v2/orders', NEW_ORDER).catch(() => undefined);
    if (answer === undefined) return;
    if (answer.status === 201) made.push(String(answer.body['id']));
  }
}

async function crash(made: string[]): Promise<void> {
  const instance = await processes.startReady(undefined);
  const clients = Array.from({ length: CLIENTS }, () => makeOrders(instance, made));
  await delay(randomInt(LONGEST_LIFE_MS));
  await instance[Symbol.asyncDispose]();
  await Promise.all(clients);
}

describe(`the orders API on OpenFGA, killed ${CRASHES} times while orders are made`, () => {
  it(
    'has every order that it said it had made, and its relationships in the store',
    { timeout: 180_000 },
    async () => {
      const made: string[] = [];
      for (let count = 0; count < CRASHES; count += 1) await crash(made);
      await using instance = await processes.startReady(undefined);
      const bob = processes.as('bob', instance);
      const erin = processes.as('erin', instance);
      const lag = async (): Promise<unknown> => (await erin.get('/health/relationships')).body;
      await expect.poll(lag, { timeout: 30_000 }).toMatchObject({ entries: 0 });
      expect(made.length).toBeGreaterThan(CRASHES);
      for (const id of made) {
        expect((await bob.get(`/v2/orders/${id}`)).status).toBe(200);
        expect(await processes.storedTuples(`order:${id}`)).toHaveLength(2);
      }
    },
  );
});
