import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { toTuple, type TupleRow } from './tuple-rows.js';

/**
 * The stored rows that are no tuples, such as those of a table from before its constraint. What they were to say nobody
 * knows, and it may have been whom to refuse: while there is one, nothing can be answered.
 */
export class UnreadableRows {
  readonly #reasons = new Map<string, string>();

  /** What is wrong with one of them; nothing where every row is a tuple. */
  get reason(): string | undefined {
    const [reason] = this.#reasons.values();
    return reason;
  }

  /** The tuple of a stored row; one that cannot be read is noted. */
  read(row: TupleRow): Tuple | undefined {
    const read = tryRead(row);
    if (!(read instanceof RelationshipError)) return read;
    this.#reasons.set(keyOf(row), read.message);
    return undefined;
  }

  /** The row is stored no longer. */
  forget(row: TupleRow): void {
    this.#reasons.delete(keyOf(row));
  }
}

/** The tuple of a row, or what is wrong with it. */
export function tryRead(row: TupleRow): Tuple | RelationshipError {
  try {
    return toTuple(row);
  } catch (error) {
    if (error instanceof RelationshipError) return error;
    throw error;
  }
}

function keyOf({ object, relation, subject }: TupleRow): string {
  return JSON.stringify([object, relation, subject]);
}
