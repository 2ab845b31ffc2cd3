import { sql, type RawBuilder } from 'kysely';
import type {
  RelationshipRequestOptions,
  TupleChange,
  TupleFilter,
  WriteOptions,
  WriteResult,
} from '../../../authorization/relationships/relationship-engine.port.js';
import type { Tuple } from '../../../authorization/relationships/tuple.js';
import type { AuthorizationModel } from '../../../authorization/relationships/model/authorization-model.js';
import type { ObjectFilter } from '../../../authorization/relationships/object-filter.port.js';
import type { TupleLedger } from '../../../authorization/relationships/outbox/tuple-ledger.port.js';
import { AccessibleConditions } from '../accessible/accessible-conditions.js';
import type { RelationshipDatabase } from '../relationship-database.js';
import { SQL_WRITER } from '../sql-writer.js';
import { toTuple, type TupleRow } from '../tuple-rows.js';
import { writeTuples } from '../write-tuples.js';

/** The tuples in the tables of `createRelationshipTables()`. */
export function sqlTupleLedger(db: RelationshipDatabase): TupleLedger {
  return new SqlTupleLedger(db);
}

class SqlTupleLedger implements TupleLedger {
  readonly writer = SQL_WRITER;

  constructor(private readonly db: RelationshipDatabase) {}

  filterOf(model: AuthorizationModel): ObjectFilter {
    return new AccessibleConditions({ db: this.db, model });
  }

  async read({ subject, relation, object, type }: TupleFilter): Promise<readonly Tuple[]> {
    const parts = { subject, relation, object, object_type: type };
    return this.#select(
      Object.entries(parts).flatMap(([column, value]) =>
        value === undefined ? [] : [sql<boolean>`${sql.ref(column)} = ${value}`],
      ),
    );
  }

  async *pages({
    pageSize,
    signal,
  }: RelationshipRequestOptions & { readonly pageSize: number }): AsyncGenerator<readonly Tuple[]> {
    let last: Tuple | undefined;
    do {
      signal?.throwIfAborted();
      const rest = last && [
        sql<boolean>`(object, relation, subject) > (${last.object}, ${last.relation}, ${last.subject})`,
      ];
      const page = await this.#select(rest ?? [], pageSize);
      if (page.length > 0) yield page;
      last = page.length === pageSize ? page.at(-1) : undefined;
    } while (last !== undefined);
  }

  write(
    change: TupleChange,
    { signal, ...options }: WriteOptions & RelationshipRequestOptions = {},
  ): Promise<WriteResult> {
    return this.db.transaction().execute(async (transaction) => {
      // What nobody waits for any more is not begun, and not committed.
      signal?.throwIfAborted();
      const result = await writeTuples(transaction, change, options);
      signal?.throwIfAborted();
      return result;
    });
  }

  async #select(conditions: readonly RawBuilder<boolean>[], limit?: number): Promise<readonly Tuple[]> {
    const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
    const end = limit === undefined ? sql`` : sql`limit ${limit}`;
    const { rows } = await sql<TupleRow>`
      select object, relation, subject, condition from relationship_tuples ${where}
      order by object, relation, subject ${end}`.execute(this.db);
    return rows.map(toTuple);
  }
}
