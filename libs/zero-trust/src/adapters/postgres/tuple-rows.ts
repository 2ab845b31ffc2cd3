import { sql, type RawBuilder } from 'kysely';
import { parseTuple, type Tuple, type TupleCondition } from '../../authorization/relationships/tuple.js';

/** A tuple as the database has it. */
export interface TupleRow {
  readonly object: string;
  readonly relation: string;
  readonly subject: string;
  readonly condition: TupleCondition | null;
}

/** @throws {RelationshipError} when somebody stored what is no tuple */
export function toTuple({ object, relation, subject, condition }: TupleRow): Tuple {
  return parseTuple({ object, relation, subject, ...(condition === null ? {} : { condition }) });
}

/** Tuples as rows to select from: one parameter, however many there are, and the same for every driver. */
export function rowsOf(tuples: readonly Tuple[]): RawBuilder<TupleRow> {
  const rows = tuples.map(({ object, relation, subject, condition = null }) => ({
    object,
    relation,
    subject,
    condition,
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as given (object text, relation text, subject text, condition jsonb)`;
}
