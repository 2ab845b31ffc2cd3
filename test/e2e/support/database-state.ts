import type { OrdersDatabase } from '@sample/orders';
import type { Tuple } from 'nestjs-zero-trust';
import { writeTuples } from 'nestjs-zero-trust/postgres';

/** What a database held, to be had again. */
export interface DatabaseState {
  /**
   * Puts back what was removed or changed since; what was added stays, but for who was deleted.
   *
   * @returns names the state of the relationship graph that holds it again
   */
  restore(): Promise<string>;
}

/** Remembers orders and relationships as they are now. */
export async function rememberState({ db }: OrdersDatabase): Promise<DatabaseState> {
  const orders = await db.selectFrom('orders').selectAll().execute();
  const items = await db.selectFrom('order_items').selectAll().execute();
  const tuples = await db.selectFrom('relationship_tuples').selectAll().execute();
  const ids = orders.map(({ id }) => id);
  return {
    restore: () =>
      db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('deleted_users').execute();
        await transaction.deleteFrom('order_items').where('order_id', 'in', ids).execute();
        await transaction.deleteFrom('orders').where('id', 'in', ids).execute();
        await transaction.insertInto('orders').values(orders).execute();
        await transaction.insertInto('order_items').values(items).execute();
        const writes = tuples.map(toTuple);
        return (await writeTuples(transaction, { writes }, { onDuplicate: 'ignore' })).token;
      }),
  };
}

function toTuple({ subject, relation, object }: Pick<Tuple, 'subject' | 'relation' | 'object'>): Tuple {
  return { subject, relation, object };
}
