// A process that makes and removes orders as fast as it can until it is killed. Started by Node itself, which strips the types.
import { randomInt, randomUUID } from 'node:crypto';
import { argv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { RelationshipEngine, Tuple } from 'nestjs-zero-trust';
import { writeTuples } from 'nestjs-zero-trust/postgres';

// Node looks for the very file that is named.
const here = (file: string): string => new URL(file, import.meta.url).href;
const { orderRelationships } = (await import(
  here('order-relationships.ts')
)) as typeof import('./order-relationships.js');
const { openOrderTables } = (await import(here('order-tables.ts'))) as typeof import('./order-tables.js');

const [, , url = '', apiUrl = '', storeId = '', mode = ''] = argv;
const WORKERS = 4;
const CREATOR = 'user:bob';

const db = openOrderTables(url);
const engine = await orderRelationships({ db, apiUrl, storeId }).create();

function tuplesOf(id: string): readonly Tuple[] {
  const object = `order:${id}`;
  return [
    { subject: CREATOR, relation: 'creator', object },
    { subject: 'organization:acme', relation: 'organization', object },
  ];
}

async function create(id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto('orders').values({ id }).execute();
    await writeTuples(transaction, { writes: tuplesOf(id) });
  });
}

async function remove(id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('orders').where('id', '=', id).execute();
    await writeTuples(transaction, { deletes: tuplesOf(id) });
  });
}

/** Says so when an answer is not that of the committed rows; no answer is no wrong answer. */
async function expectVisible(id: string, isVisible: boolean): Promise<void> {
  const question = { subject: 'organization:acme', relation: 'organization', object: `order:${id}` };
  const answer = await Promise.resolve(engine.check(question)).catch(() => undefined);
  if (answer !== undefined && answer.allowed !== isVisible)
    process.stdout.write(`wrong: ${id} is ${isVisible ? 'hidden' : 'shown'}\n`);
}

/** An order is made, sometimes removed, and sometimes there again under its old name, which is what order is for. */
async function work(): Promise<void> {
  for (;;) {
    const id = randomUUID();
    await create(id);
    await expectVisible(id, true);
    if (randomInt(3) > 0) continue;
    await remove(id);
    if (randomInt(2) === 0) {
      await expectVisible(id, false);
      continue;
    }
    await create(id);
    await expectVisible(id, true);
  }
}

async function untilDelivered({ lag }: Pick<Lagging, 'lag'>): Promise<void> {
  while ((await lag()).entries > 0) await delay(50);
}

interface Lagging extends RelationshipEngine {
  lag(): Promise<{ readonly entries: number }>;
  onApplicationShutdown(): Promise<void>;
}

process.stdout.write('ready\n');
if (mode === 'recover') {
  const lagging = engine as Lagging;
  await untilDelivered({ lag: () => lagging.lag() });
  await lagging.onApplicationShutdown();
  await db.destroy();
} else {
  await Promise.all(Array.from({ length: WORKERS }, work));
}
