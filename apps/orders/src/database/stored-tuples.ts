import type { Kysely } from 'kysely';
import type { Tuple } from 'nestjs-zero-trust';
import type { OrdersSchema } from './orders-schema.js';

/** Every tuple of the relationship graph: what the in-process engine starts with. */
export function readStoredTuples(db: Kysely<OrdersSchema>): Promise<readonly Tuple[]> {
  return db.selectFrom('relationship_tuples').select(['subject', 'relation', 'object']).execute();
}

/** Keeps tuples, in the transaction of the rows that they speak of; known ones stay as they are. */
export async function storeTuples(db: Kysely<OrdersSchema>, tuples: readonly Tuple[]): Promise<void> {
  if (tuples.length === 0) return;
  await db
    .insertInto('relationship_tuples')
    .values(tuples.map(({ subject, relation, object }) => ({ subject, relation, object })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Removes every tuple about an object, in the transaction that removes its row.
 *
 * @returns the removed tuples
 */
export function removeTuplesOf(db: Kysely<OrdersSchema>, object: string): Promise<readonly Tuple[]> {
  return db
    .deleteFrom('relationship_tuples')
    .where('object', '=', object)
    .returning(['subject', 'relation', 'object'])
    .execute();
}
