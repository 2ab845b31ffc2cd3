import { sql, type RawBuilder } from 'kysely';
import type { OutboxEntry } from '../../../authorization/relationships/outbox/outbox.port.js';
import type { TupleRow } from '../tuple-rows.js';

/** A change as the database has it. */
export interface EntryRow extends TupleRow {
  /** A driver may give it as text. */
  readonly seq: number | string;
  readonly op: OutboxEntry['op'];
  readonly at: Date;
}

/**
 * The tuple's form is not checked: what somebody stored by hand is refused by the engine and waits alone, instead of
 * stopping everything that waits behind it.
 */
export function toEntry({ seq, op, object, relation, subject, condition, at }: EntryRow): OutboxEntry {
  const tuple = { subject, relation, object, ...(condition !== null && { condition }) };
  return { seq: Number(seq), op, tuple, at: at.getTime() };
}

/** Entries as rows to select from. */
export function entryRows(entries: readonly OutboxEntry[]): RawBuilder<EntryRow> {
  const rows = entries.map(({ seq, op, tuple, at }) => ({
    seq,
    op,
    object: tuple.object,
    relation: tuple.relation,
    subject: tuple.subject,
    condition: tuple.condition ?? null,
    at: new Date(at).toISOString(),
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as given (seq int8, op text, object text, relation text, subject text, condition jsonb, at timestamptz)`;
}
