import { sql } from 'kysely';
import { readHead, type LogHead } from './change-log.js';
import type { RelationshipDatabase, RelationshipExecutor } from './relationship-database.js';
import type { TupleRow } from './tuple-rows.js';

const ROWS_PER_PAGE = 20_000;

/** What a snapshot is read for. */
export interface SnapshotRequest {
  readonly db: RelationshipDatabase;
  readonly signal: AbortSignal;
  /** Takes each page of rows, and how many there are in all. */
  readonly onPage: (rows: readonly TupleRow[], total: number) => void;
}

/**
 * Reads every tuple, page by page, and the place in the log that they are of: all from one moment, while others go on
 * writing.
 */
export function loadSnapshot({ db, signal, onPage }: SnapshotRequest): Promise<LogHead> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const head = await readHead(transaction);
      const total = await countTuples(transaction);
      for await (const page of pages(transaction)) {
        signal.throwIfAborted();
        onPage(page, total);
      }
      return head;
    });
}

/** The database reads a page while this process takes in the one before. */
async function* pages(transaction: RelationshipExecutor): AsyncGenerator<readonly TupleRow[]> {
  let next: Promise<PageOfRows> | undefined = readPage(transaction, undefined);
  while (next !== undefined) {
    const { rows }: PageOfRows = await next;
    next = rows.length < ROWS_PER_PAGE ? undefined : readPage(transaction, rows.at(-1));
    // Whoever takes the page may throw before anybody waits for the next one.
    next?.catch(() => undefined);
    yield rows;
  }
}

function readPage(transaction: RelationshipExecutor, last: TupleRow | undefined): Promise<PageOfRows> {
  const rest =
    last === undefined
      ? sql``
      : sql`where (object, relation, subject) > (${last.object}, ${last.relation}, ${last.subject})`;
  return sql<TupleRow>`select object, relation, subject, condition from relationship_tuples ${rest}
    order by object, relation, subject limit ${ROWS_PER_PAGE}`.execute(transaction);
}

interface PageOfRows {
  readonly rows: readonly TupleRow[];
}

async function countTuples(transaction: RelationshipExecutor): Promise<number> {
  const { rows } = await sql<{ readonly count: number | string }>`
    select count(*) as count from relationship_tuples`.execute(transaction);
  return Number(rows[0]?.count ?? 0);
}
