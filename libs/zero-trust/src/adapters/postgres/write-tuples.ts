import { sql } from 'kysely';
import type {
  ConsistencyToken,
  TupleChange,
  WriteOptions,
  WriteResult,
} from '../../authorization/relationships/relationship-engine.port.js';
import { formatTuple, type Tuple } from '../../authorization/relationships/tuple.js';
import {
  parseTupleChange,
  planTupleChange,
  type PlannedChange,
} from '../../authorization/relationships/tuples/plan-tuple-change.js';
import { readHead } from './change-log.js';
import type { RelationshipExecutor } from './relationship-database.js';
import { rowsOf, toTuple, type TupleRow } from './tuple-rows.js';

/**
 * Changes tuples within a transaction of the application's own, so that rows and the tuples that speak of them commit
 * together. Other transactions that change tuples wait until this one ends: keep what follows short. Made for the
 * isolation level `read committed`, the default. The form of each tuple is checked; whether a model permits it is the
 * engine's question, and one that it does not permit grants nothing.
 *
 * @returns the token that names the state with the change, once the transaction has committed
 * @throws {RelationshipError} `duplicate_tuple_in_request`, `tuple_already_exists`, `tuple_not_found`, or what is wrong
 * with a tuple; nothing was changed
 * @throws TypeError outside a transaction
 * @example
 * ```ts
 * const { token } = await db.transaction().execute(async (transaction) => {
 *   await transaction.insertInto('orders').values(order).execute();
 *   return writeTuples(transaction, { writes: [{ subject: 'user:anne', relation: 'creator', object: 'order:1' }] });
 * });
 * ```
 */
export async function writeTuples(
  transaction: RelationshipExecutor,
  change: TupleChange,
  options: WriteOptions = {},
): Promise<WriteResult> {
  assertTransaction(transaction);
  const parsed = parseTupleChange(change);
  // In a statement of its own: the next one sees what was committed while this one waited.
  await sql`select relationship_lock()`.execute(transaction);
  const existing = await findTuples(transaction, [...parsed.writes, ...parsed.deletes]);
  const find = (tuple: Tuple): Tuple | undefined => existing.get(formatTuple(tuple));
  await apply(transaction, planTupleChange({ change: parsed, options, find }));
  return { token: await currentToken(transaction) };
}

/** Without one, the lock would be gone before the first look. */
function assertTransaction({ isTransaction }: RelationshipExecutor): void {
  if (isTransaction !== false) return;
  throw new TypeError(
    'writeTuples() needs a transaction: db.transaction().execute((trx) => writeTuples(trx, …))',
  );
}

async function findTuples(
  transaction: RelationshipExecutor,
  tuples: readonly Tuple[],
): Promise<ReadonlyMap<string, Tuple>> {
  const { rows } = await sql<TupleRow>`
    select object, relation, subject, stored.condition
    from ${rowsOf(tuples)} join relationship_tuples stored using (object, relation, subject)`.execute(
    transaction,
  );
  return new Map(rows.map(toTuple).map((tuple) => [formatTuple(tuple), tuple]));
}

async function apply(transaction: RelationshipExecutor, { writes, deletes }: PlannedChange): Promise<void> {
  if (deletes.length > 0) {
    await sql`delete from relationship_tuples stored using ${rowsOf(deletes)}
      where (stored.object, stored.relation, stored.subject) = (given.object, given.relation, given.subject)`.execute(
      transaction,
    );
  }
  if (writes.length > 0) {
    await sql`insert into relationship_tuples (object, relation, subject, condition)
      select object, relation, subject, condition from ${rowsOf(writes)}`.execute(transaction);
  }
}

async function currentToken(transaction: RelationshipExecutor): Promise<ConsistencyToken> {
  const { seq } = await readHead(transaction);
  return String(seq);
}
