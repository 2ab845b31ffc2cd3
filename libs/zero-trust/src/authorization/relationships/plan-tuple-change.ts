import { quote, RelationshipError } from './relationship-error.js';
import type { TupleChange, WriteOptions } from './relationship-engine.port.js';
import { formatTuple, parseTuple, type Tuple } from './tuple.js';

/** A change that can no longer fail: only tuples that have to be written or deleted. */
export interface PlannedChange {
  readonly writes: readonly Tuple[];
  readonly deletes: readonly Tuple[];
}

/**
 * Judges a whole change against what exists before anything is touched: this is what makes a write atomic.
 *
 * @throws {RelationshipError} `duplicate_tuple_in_request`, `tuple_already_exists`, `tuple_not_found`, or what
 * {@link parseTuple} finds wrong with one tuple
 */
export function planTupleChange({ change, options, exists }: ChangeRequest): PlannedChange {
  const writes = (change.writes ?? []).map(parseTuple);
  const deletes = (change.deletes ?? []).map(parseTuple);
  assertEachOnce([...deletes, ...writes]);
  return {
    deletes: deletes.filter((tuple) => exists(tuple) || ignoreOr(options.onMissing, () => missing(tuple))),
    writes: writes.filter((tuple) => !exists(tuple) || ignoreOr(options.onDuplicate, () => existing(tuple))),
  };
}

/** A change, and how to see whether a tuple exists. */
export interface ChangeRequest {
  readonly change: TupleChange;
  readonly options: WriteOptions;
  readonly exists: (tuple: Tuple) => boolean;
}

/**
 * A tuple that is both deleted and written has no agreed outcome; OpenFGA refuses such a call as well.
 *
 * @throws {RelationshipError} `duplicate_tuple_in_request`
 */
export function assertEachOnce(tuples: readonly Tuple[]): void {
  const seen = new Set<string>();
  for (const tuple of tuples) {
    const key = formatTuple(tuple);
    if (seen.has(key)) {
      const message = `The change names ${quote(key)} more than once; name each tuple once`;
      throw new RelationshipError('duplicate_tuple_in_request', message);
    }
    seen.add(key);
  }
}

function ignoreOr(mode: 'error' | 'ignore' | undefined, refusal: () => RelationshipError): false {
  if (mode === 'ignore') return false;
  throw refusal();
}

function missing(tuple: Tuple): RelationshipError {
  const message = `${quote(formatTuple(tuple))} does not exist; pass onMissing: 'ignore' if that is fine`;
  return new RelationshipError('tuple_not_found', message);
}

function existing(tuple: Tuple): RelationshipError {
  const message = `${quote(formatTuple(tuple))} exists already; pass onDuplicate: 'ignore' if that is fine`;
  return new RelationshipError('tuple_already_exists', message);
}
