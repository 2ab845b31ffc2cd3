import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import { reconcileRelationships } from 'nestjs-zero-trust';
import { sqlTupleLedger } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestOpenFga } from '../../e2e/support/test-storage.js';
import { createEmptyDatabase, type EmptyDatabase } from '../support/empty-database.js';
import { orderOutbox, orderServer } from './order-relationships.js';
import { createOrderTables, openOrderTables, type OrderTables } from './order-tables.js';

const CRASHES = 100;
/** So many processes compete for the delivery, and one of them dies at a time. */
const AT_ONCE = 3;
const LONGEST_LIFE_MS = 700;
const RECOVERY_MS = 60_000;
const SCRIPT = fileURLToPath(new URL('order-process.ts', import.meta.url));

let database: EmptyDatabase;
let db: Kysely<OrderTables>;
let server: { readonly apiUrl: string; readonly storeId: string };

beforeAll(async () => {
  database = await createEmptyDatabase();
  db = openOrderTables(database.url);
  await createOrderTables(db);
  const { openfgaUrl, openfgaStoreId } = await openTestOpenFga();
  if (openfgaUrl === undefined || openfgaStoreId === undefined)
    throw new Error('OPENFGA_URL is not set. Run `npm run test:servers`.');
  server = { apiUrl: openfgaUrl, storeId: openfgaStoreId };
});

afterAll(async () => {
  await db.destroy();
  await database[Symbol.asyncDispose]();
});

/** What processes said. */
interface Said {
  text: string;
}

function startProcess(said: Said, mode = 'work'): ChildProcess {
  const args = [SCRIPT, database.url, server.apiUrl, server.storeId, mode];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Most of a short life would be spent on reading modules.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'order-process-modules') },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said.text += String(data)));
  return child;
}

/** Lets one live for a while, from before it can do anything to long after. */
async function crashOne(said: Said): Promise<void> {
  const child = startProcess(said);
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout ?? child, 'data'), exited, delay(randomInt(4_000) + 1_000)]);
  await delay(randomInt(LONGEST_LIFE_MS));
  child.kill('SIGKILL');
  await exited;
}

async function crashAll(said: Said): Promise<void> {
  let left = CRASHES;
  const crashes = Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      await crashOne(said);
    }
  });
  await Promise.all(crashes);
}

async function recover(): Promise<void> {
  const said: Said = { text: '' };
  const child = startProcess(said, 'recover');
  const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(RECOVERY_MS) })) as [number];
  // What it said is shown where it failed.
  expect(code === 0 ? 'recovered' : said.text).toBe('recovered');
}

describe(`${CRASHES} crashes while orders are made and removed`, () => {
  it(
    'leave rows, tuples and the OpenFGA server in agreement after a recovery, and no wrong answer on the way',
    { timeout: 240_000 },
    async () => {
      const said: Said = { text: '' };
      await crashAll(said);
      expect(said.text.split('\n').filter((line) => line.startsWith('wrong:'))).toEqual([]);
      await recover();
      const rows = (await db.selectFrom('orders').select('id').execute()).map(({ id }) => `order:${id}`);
      const ledger = sqlTupleLedger(db);
      const engine = await orderServer(server).create();
      const report = await reconcileRelationships({ ledger, engine, outbox: orderOutbox({ db, ...server }) });
      expect(report).toEqual({
        compared: 2 * rows.length,
        missing: [],
        surplus: [],
        differing: [],
        repaired: 0,
      });
      const onServer = await engine.read({ subject: 'organization:acme' });
      expect(onServer.map(({ object }) => object).toSorted()).toEqual(rows.toSorted());
      // Otherwise the processes died before they did anything.
      expect(rows.length).toBeGreaterThan(CRASHES);
    },
  );
});
