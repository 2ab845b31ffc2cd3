import { sql } from 'kysely';
import type { TupleCondition } from '../../authorization/relationships/tuple.js';
import type { RelationshipExecutor } from './relationship-database.js';
import type { TupleRow } from './tuple-rows.js';

/** Where the log of changes stands. */
export interface LogHead {
  /** Names this history; another one means that the database is not the one that it was. */
  readonly epoch: string;
  /** The log has everything behind this change, and nothing up to it. */
  readonly trimmedTo: number;
  /** The last change. */
  readonly seq: number;
}

/** One change of one tuple, as the log has it. */
export interface ChangeRow extends TupleRow {
  /** Place in the log; the order of the commits. */
  readonly seq: number;
  readonly op: 'write' | 'delete';
  readonly at: Date;
}

/** Changes behind a place in the log, all of one moment. */
export interface ChangePage {
  readonly head: LogHead;
  readonly changes: readonly ChangeRow[];
  /** Whether there are more than were asked for. */
  readonly hasMore: boolean;
}

/** Which changes to read. */
export interface ChangePageRequest {
  /** Only changes behind this one. */
  readonly after: number;
  readonly limit: number;
}

/** Which changes to forget. */
export interface TrimRequest {
  /** Only changes that are older. */
  readonly keepSeconds: number;
  /**
   * How long changes stay for a cursor that has not passed them. It has lost its place then, and its reader fails instead of
   * missing a change.
   *
   * @defaultValue 604,800, which is seven days
   */
  readonly keepUnreadSeconds?: number;
  /** Changes to remove at most, so that no trimming takes long. @defaultValue 10,000 */
  readonly limit?: number;
}

interface HeadRow {
  readonly epoch: string;
  readonly trimmed_to: number | string;
  readonly last: number | string;
}

interface PageRow extends HeadRow {
  readonly seq: number | string | null;
  readonly op: ChangeRow['op'];
  readonly object: string;
  readonly relation: string;
  readonly subject: string;
  readonly condition: TupleCondition | null;
  readonly at: Date;
}

const HEAD = sql`select epoch, trimmed_to,
  greatest(trimmed_to, (select max(seq) from relationship_changes)) as last from relationship_log`;

const TRIM_LIMIT = 10_000;

/** How long a change waits for a reader that does not come, unless somebody says otherwise. */
export const KEEP_UNREAD_SECONDS = 604_800;

/** @throws Error when the tables were not migrated */
export async function readHead(db: RelationshipExecutor): Promise<LogHead> {
  const { rows } = await sql<HeadRow>`${HEAD}`.execute(db);
  return toHead(rows[0]);
}

/** Head and changes in one statement, so that they are of one moment. @throws Error when the tables were not migrated */
export async function readChanges(
  db: RelationshipExecutor,
  { after, limit }: ChangePageRequest,
): Promise<ChangePage> {
  const { rows } = await sql<PageRow>`
    select head.*, change.* from (${HEAD}) head
    left join (select * from relationship_changes where seq > ${after} order by seq limit ${limit + 1}) change on true
    order by change.seq`.execute(db);
  const changes = rows.filter(({ seq }) => seq !== null).map(toChange);
  return { head: toHead(rows[0]), changes: changes.slice(0, limit), hasMore: changes.length > limit };
}

/**
 * Forgets old changes that every cursor has passed, the oldest first, and very old ones for whose sake nobody came back.
 *
 * @returns how many were forgotten
 */
export async function trimChanges(
  db: RelationshipExecutor,
  { keepSeconds, keepUnreadSeconds = KEEP_UNREAD_SECONDS, limit = TRIM_LIMIT }: TrimRequest,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number | string }>`
    with old as (
      select seq from relationship_changes
      where at < now() - ${keepSeconds}::float8 * interval '1 second'
        and (at < now() - ${keepUnreadSeconds}::float8 * interval '1 second'
          or seq <= coalesce((select min(seq) from relationship_cursors
            where seq >= (select trimmed_to from relationship_log)), 9223372036854775807))
      order by seq limit ${limit}),
    trimmed as (
      update relationship_log set trimmed_to = greatest(trimmed_to, (select max(seq) from old))
      where exists (select from old)),
    gone as (delete from relationship_changes where seq in (select seq from old) returning seq)
    select count(*) as count from gone`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

function toHead(row: HeadRow | undefined): LogHead {
  if (row === undefined) {
    throw new Error('relationship_log has no row; run createRelationshipTables() in a migration');
  }
  return { epoch: row.epoch, trimmedTo: Number(row.trimmed_to), seq: Number(row.last) };
}

function toChange({ seq, op, object, relation, subject, condition, at }: PageRow): ChangeRow {
  return { seq: Number(seq), op, object, relation, subject, condition, at };
}
