import { sql, type Kysely, type RawBuilder } from 'kysely';
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
export function removeTuplesOf(db: Kysely<OrdersSchema>, object: string): Promise<GraphToken> {
  return removeWhere(db, sql`object = ${object}`);
}

/** Removes everything that a subject was granted, in the transaction that removes the subject. */
export function removeTuplesFor(db: Kysely<OrdersSchema>, subject: string): Promise<GraphToken> {
  return removeWhere(db, sql`subject = ${subject}`);
}

async function removeWhere(db: Kysely<OrdersSchema>, condition: RawBuilder<unknown>): Promise<GraphToken> {
  await sql`delete from relationship_tuples where ${condition}`.execute(db);
  const { seq } = await readHead(db);
  return String(seq);
}
