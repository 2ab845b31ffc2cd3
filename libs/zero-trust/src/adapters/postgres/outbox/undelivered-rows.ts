import { sql, type RawBuilder } from 'kysely';
import type { EntryFilter, Undelivered } from '../../../authorization/relationships/outbox/outbox.port.js';
import { toEntry, type EntryRow } from './outbox-rows.js';

/** A change that is not delivered; of none where nothing waits. */
export interface UndeliveredRow extends EntryRow {
  readonly list: 'parked' | 'fresh' | null;
}

/** The condition that one of the filters names the row of `entries`. */
export function isNamedBy(about: readonly EntryFilter[]): RawBuilder<unknown> {
  return sql`exists (
    select from jsonb_to_recordset(${JSON.stringify(about)}::jsonb) as named (type text, relation text, object text)
    where named.type = split_part(entries.object, ':', 1) and named.relation = entries.relation
      and coalesce(named.object, entries.object) = entries.object)`;
}

/** The rows as the port has them; one more than asked for tells that there are more. */
export function toUndelivered(rows: readonly UndeliveredRow[], limit: number): Undelivered {
  const entriesOf = (wanted: UndeliveredRow['list']) =>
    rows
      .filter(({ list }) => list === wanted)
      .map(toEntry)
      .toSorted((one, other) => one.seq - other.seq);
  const [parked, fresh] = [entriesOf('parked'), entriesOf('fresh')];
  return {
    parked: parked.slice(0, limit),
    fresh: fresh.slice(0, limit),
    hasMore: parked.length > limit || fresh.length > limit,
  };
}
