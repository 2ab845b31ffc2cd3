import { sql, type Kysely } from 'kysely';
import type { Tuple } from 'nestjs-zero-trust';
import { readHead, writeTuples } from 'nestjs-zero-trust/postgres';
import type { OrdersSchema } from './orders-schema.js';

/** Names the state of the relationship graph that holds a change, once its transaction has committed. */
export type GraphToken = string;

/** Keeps tuples, in the transaction of the rows that they speak of; known ones stay as they are. */
export async function storeTuples(db: Kysely<OrdersSchema>, tuples: readonly Tuple[]): Promise<GraphToken> {
  const { token } = await writeTuples(db, { writes: tuples }, { onDuplicate: 'ignore' });
  return token;
}

/** Removes every tuple about an object, in the transaction that removes its row; the log of changes follows the table. */
export async function removeTuplesOf(db: Kysely<OrdersSchema>, object: string): Promise<GraphToken> {
  await sql`delete from relationship_tuples where object = ${object}`.execute(db);
  const { seq } = await readHead(db);
  return String(seq);
}
