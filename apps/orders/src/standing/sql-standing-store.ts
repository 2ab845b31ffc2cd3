import { sql, type Kysely } from 'kysely';
import {
  checkStandingWrite,
  type StandingChange,
  type StandingPage,
  type StandingStore,
  type StandingWrite,
} from 'nestjs-zero-trust';
import type { OrdersSchema } from '../database/orders-schema.js';

const FACTS_PER_PAGE = 1_000;
const SWEPT_PER_WRITE = 10;
const CURSOR = /^(?<epoch>[0-9a-f-]+):(?<position>\d{1,15})$/;

/** The head, and one fact of the page or nothing. */
interface PageRow {
  readonly epoch: string;
  readonly last: number;
  readonly key: string | null;
  readonly value: number;
  readonly remaining_ms: number | null;
  readonly position: number;
}

/**
 * Revocations and locks in the database, for instances that share it and so that they outlive a restart; times are the
 * database's. Every write locks the one row that counts positions, so that they become visible in their order: a reader
 * who has seen position 7 has seen 6.
 */
export class SqlStandingStore implements StandingStore {
  constructor(private readonly db: Kysely<OrdersSchema>) {}

  async write(write: StandingWrite): Promise<number> {
    checkStandingWrite(write);
    const { key, value, ttlMs } = write;
    await this.#sweep();
    const { rows } = await sql<{ readonly position: number }>`
      with head as (update standing_head set position = position + 1 returning position)
      insert into standing_facts (key, value, expires_at, position)
      select ${key}, ${value}::int8, now() + ${ttlMs ?? null}::float8 * interval '1 millisecond', position from head
      on conflict (key) do update
      set value = excluded.value, expires_at = excluded.expires_at, position = excluded.position
      returning position`.execute(this.db);
    const [written] = rows;
    if (written === undefined)
      throw new Error('standing_head has no row: the migration did not run to its end');
    return written.position;
  }

  /** One statement, so that head and facts are of one moment. */
  async read(cursor: string | undefined): Promise<StandingPage> {
    const { epoch = '', position = '0' } = CURSOR.exec(cursor ?? '')?.groups ?? {};
    const after = Number(position);
    const { rows } = await sql<PageRow>`
      select head.epoch, head.position as last, fact.key, fact.value, fact.position,
        ceil(extract(epoch from fact.expires_at - now()) * 1000)::int8 as remaining_ms
      from standing_head head
      left join standing_facts fact
        on fact.position > case when head.epoch = ${epoch} and ${after}::int8 <= head.position then ${after}::int8 else 0 end
        and (fact.expires_at is null or fact.expires_at > now())
      order by fact.position
      limit ${FACTS_PER_PAGE}`.execute(this.db);
    return pageOf(rows, { epoch, after });
  }

  /** What another write sweeps at the same time is left to it. */
  async #sweep(): Promise<void> {
    await sql`delete from standing_facts where key in (
      select key from standing_facts where expires_at <= now()
      order by expires_at limit ${SWEPT_PER_WRITE} for update skip locked)`.execute(this.db);
  }
}

function pageOf(
  rows: readonly PageRow[],
  from: { readonly epoch: string; readonly after: number },
): StandingPage {
  const [head] = rows;
  if (head === undefined) throw new Error('standing_head has no row: the migration did not run to its end');
  const facts = rows.filter((row): row is PageRow & { readonly key: string } => row.key !== null);
  const hasMore = rows.length === FACTS_PER_PAGE;
  const end = hasMore ? (rows.at(-1) as PageRow).position : head.last;
  return {
    isFromStart: from.epoch !== head.epoch || from.after > head.last,
    changes: facts.map(toChange),
    cursor: `${head.epoch}:${end}`,
    hasMore,
  };
}

function toChange({
  key,
  value,
  remaining_ms,
  position,
}: PageRow & { readonly key: string }): StandingChange {
  return { key, value, remainingMs: remaining_ms ?? undefined, position };
}
