import { Inject, Injectable } from '@nestjs/common';
import type { Expression, Kysely, SqlBool, Updateable } from 'kysely';
import type { Tuple } from 'nestjs-zero-trust';
import type { OrdersSchema } from '../database/orders-schema.js';
import { removeTuplesOf, storeTuples, type GraphToken } from '../database/stored-tuples.js';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';
import { toItemRows, toOrder, toOrderRow, type ItemRow, type OrderRow } from './order-rows.js';
import { orderObject } from './order-tuples.js';
import type { Order } from './order.js';

/** What of an order may change. Parts left out stay. */
export type OrderChange = Partial<
  Pick<Order, 'customerName' | 'customerEmail' | 'internalNotes' | 'items' | 'totalCents'>
>;

/** Where a page of orders begins: right after this one. */
export interface OrderPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Which orders to read, newest first. */
export interface OrderPage {
  /** On rows of `orders`: those that the caller may view. */
  readonly condition: Expression<SqlBool>;
  readonly after: OrderPosition | undefined;
  readonly limit: number;
}

/** Orders and their tuples, always written in one transaction. */
@Injectable()
export class OrdersRepository {
  constructor(@Inject(DATABASE) private readonly database: OrdersDatabase) {}

  async find(id: string): Promise<Order | undefined> {
    const row = await this.database.db
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : (await withItems(this.database.db, [row]))[0];
  }

  /** The next orders that fulfil the condition, newest first, equal times by id. */
  async findPage({ condition, after, limit }: OrderPage): Promise<readonly Order[]> {
    let query = this.database.db.selectFrom('orders').selectAll().where(condition);
    if (after !== undefined)
      // Said in this way, the index leads to the first of them.
      query = query
        .where('created_at', '<=', after.createdAt)
        .where(({ eb, or }) => or([eb('created_at', '<', after.createdAt), eb('id', '>', after.id)]));
    const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
    return withItems(this.database.db, rows);
  }

  insert(order: Order, tuples: readonly Tuple[]): Promise<GraphToken> {
    return this.database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('orders').values(toOrderRow(order)).execute();
      await insertItems(transaction, order);
      // Last, because other changes of the graph wait from here until the commit.
      return storeTuples(transaction, tuples);
    });
  }

  /** @returns the order as it is now, or `undefined` if it is gone or approved */
  changePending(id: string, change: OrderChange & Pick<Order, 'updatedAt'>): Promise<Order | undefined> {
    return this.updatePending({ id, columns: toColumns(change), items: change.items });
  }

  /** @returns the approved order, or `undefined` if it is gone or was approved before */
  approvePending(id: string, updatedAt: Date): Promise<Order | undefined> {
    return this.updatePending({ id, columns: { status: 'approved', updated_at: updatedAt } });
  }

  /** The order and its tuples. */
  remove(id: string): Promise<GraphToken> {
    return this.database.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('orders').where('id', '=', id).execute();
      return removeTuplesOf(transaction, orderObject(id));
    });
  }

  /** The condition on the status is part of the statement: of two approvals at once one finds nothing to approve. */
  private updatePending({ id, columns, items }: PendingUpdate): Promise<Order | undefined> {
    return this.database.db.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('orders')
        .set(columns)
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      if (items !== undefined) {
        await transaction.deleteFrom('order_items').where('order_id', '=', id).execute();
        await insertItems(transaction, { id, items });
      }
      return (await withItems(transaction, [row]))[0];
    });
  }
}

interface PendingUpdate {
  readonly id: string;
  readonly columns: Updateable<OrdersSchema['orders']>;
  readonly items?: Order['items'] | undefined;
}

function toColumns(change: OrderChange & Pick<Order, 'updatedAt'>): Updateable<OrdersSchema['orders']> {
  const { customerName, customerEmail, internalNotes, totalCents, updatedAt } = change;
  // Kysely leaves out columns whose value is undefined.
  return {
    customer_name: customerName,
    customer_email: customerEmail,
    internal_notes: internalNotes,
    total_cents: totalCents,
    updated_at: updatedAt,
  };
}

async function insertItems(
  db: Kysely<OrdersSchema>,
  { id, items }: Pick<Order, 'id' | 'items'>,
): Promise<void> {
  await db
    .insertInto('order_items')
    .values([...toItemRows(id, items)])
    .execute();
}

async function withItems(db: Kysely<OrdersSchema>, rows: readonly OrderRow[]): Promise<readonly Order[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const items: readonly ItemRow[] = await db
    .selectFrom('order_items')
    .selectAll()
    .where('order_id', 'in', ids)
    .orderBy('position')
    .execute();
  return rows.map((row) => toOrder(row, items));
}
