import { isDemoAllowed } from '@sample/shared';
import type { Kysely } from 'kysely';
import type { OrdersDatabase, OrdersEnvironment } from '../orders.tokens.js';
import { orderTuples } from '../orders/order-tuples.js';
import {
  DEMO_ORDERS,
  DEMO_ORGANIZATIONS,
  DEMO_STATUS,
  demoInventory,
  demoMemberships,
  demoPriceCents,
  demoSku,
  type DemoOrder,
} from './demo-data.js';
import type { OrdersSchema } from './orders-schema.js';
import { storeTuples } from './stored-tuples.js';

const SEEDED = 'demo-seeded';

/** Fills an empty database with the demonstration, once and as a whole; does nothing in production. */
export async function seedDemo(
  { db }: OrdersDatabase,
  environment: Pick<OrdersEnvironment, 'nodeEnv'>,
): Promise<void> {
  if (!isDemoAllowed(environment)) return;
  await db.transaction().execute(async (transaction) => {
    if (!(await claimSeeding(transaction))) return;
    await transaction
      .insertInto('organizations')
      .values([...DEMO_ORGANIZATIONS])
      .execute();
    await transaction
      .insertInto('inventory')
      .values([...demoInventory()])
      .execute();
    await storeTuples(transaction, demoMemberships());
    for (const order of DEMO_ORDERS) await insertDemoOrder(transaction, order);
  });
}

/** Of several processes that start at once, the primary key lets one through. Deleted demo orders stay deleted. */
async function claimSeeding(db: Kysely<OrdersSchema>): Promise<boolean> {
  const claimed = await db
    .insertInto('settings')
    .values({ name: SEEDED, value: 'true' })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  return claimed !== undefined;
}

async function insertDemoOrder(db: Kysely<OrdersSchema>, order: DemoOrder): Promise<void> {
  const createdAt = new Date(order.createdAt);
  await db
    .insertInto('orders')
    .values({
      id: order.id,
      organization_id: order.organizationId,
      creator_id: order.creatorId,
      customer_name: order.customerName,
      customer_email: order.customerEmail,
      status: DEMO_STATUS,
      total_cents: order.items.reduce(
        (total, { sku, quantity }) => total + demoPriceCents(sku) * quantity,
        0,
      ),
      currency: 'USD',
      classification: order.classification,
      sensitive: order.sensitive,
      internal_notes: order.internalNotes,
      margin_cents: order.marginCents,
      created_at: createdAt,
      updated_at: createdAt,
    })
    .execute();
  await db.insertInto('order_items').values(itemRows(order)).execute();
  await storeTuples(db, orderTuples(order));
}

function itemRows({ id, items }: DemoOrder) {
  return items.map(({ sku, quantity }, position) => ({
    order_id: id,
    position,
    sku: demoSku(sku),
    quantity,
    unit_price_cents: demoPriceCents(sku),
  }));
}
