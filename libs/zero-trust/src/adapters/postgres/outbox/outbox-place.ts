import { sql, type RawBuilder } from 'kysely';
import type { OutboxLag } from '../../../authorization/relationships/outbox/outbox.port.js';
import type { RelationshipExecutor } from '../relationship-database.js';

interface LagRow {
  readonly entries: number | string;
  readonly parked: number | string;
  readonly seconds: number | string;
}

/** Where an outbox is in the log, as `seq`; no row when the log no longer has everything behind that. */
export function placeOf(name: string): RawBuilder<unknown> {
  return sql`select seq from relationship_cursors
    where name = ${name} and seq >= (select trimmed_to from relationship_log)`;
}

/** What was forgotten undelivered may have been a revocation, so that nothing is told of the rest. */
export function lostPlace(name: string): Error {
  return new Error(
    `The outbox ${name} has lost its place in the log, or its row in relationship_cursors: changes may never have ` +
      'reached the engine. Delete that row if it is there, and start the process once with reconcileAtStart.',
  );
}

/** How much waits in an outbox. @throws Error when nobody can say */
export async function readLag(db: RelationshipExecutor, name: string): Promise<OutboxLag> {
  const { rows } = await sql<LagRow>`
    select waiting.* from (${placeOf(name)}) place
    cross join lateral (
      select count(*) as entries, count(*) filter (where is_parked) as parked,
        coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as seconds
      from (
        select at, true as is_parked from relationship_outbox_parked where outbox = ${name}
        union all
        select at, false from relationship_changes where seq > place.seq) entry) waiting`.execute(db);
  const [row] = rows;
  if (row === undefined) throw lostPlace(name);
  return {
    entries: Number(row.entries),
    parked: Number(row.parked),
    oldestSeconds: Math.max(0, Number(row.seconds)),
  };
}
