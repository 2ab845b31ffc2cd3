import { isDeepStrictEqual } from 'node:util';
import type { TupleChange, WriteOptions } from '../relationship-engine.port.js';
import { quote, RelationshipError } from '../relationship-error.js';
import { assertNotImplicit, formatTuple, parseTuple, type Tuple, type TupleCondition } from '../tuple.js';

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
export function planTupleChange({ change, options, find }: ChangeRequest): PlannedChange {
  const { writes, deletes } = parseTupleChange(change);
  return {
    deletes: deletes.filter((tuple) => find(tuple) !== undefined || mayMiss(tuple, options)),
    writes: writes.filter((tuple) => isNew({ tuple, existing: find(tuple), options })),
  };
}

/** A change, and how to find the stored tuple of the same parts. */
export interface ChangeRequest {
  readonly change: TupleChange;
  readonly options: WriteOptions;
  readonly find: (tuple: Tuple) => Tuple | undefined;
}

/**
 * The form of a change, checked.
 *
 * @throws {RelationshipError} as {@link parseTuple}, `duplicate_tuple_in_request`, or `invalid_tuple` for a write of what
 * holds without being written
 */
export function parseTupleChange({ writes = [], deletes = [] }: TupleChange): PlannedChange {
  const parsed = { writes: writes.map(parseTuple), deletes: deletes.map(parseTuple) };
  parsed.writes.forEach(assertNotImplicit);
  assertEachOnce([...parsed.deletes, ...parsed.writes]);
  return parsed;
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

function mayMiss(tuple: Tuple, { onMissing }: WriteOptions): false {
  if (onMissing === 'ignore') return false;
  const message = `${quote(formatTuple(tuple))} does not exist; pass onMissing: 'ignore' if that is fine`;
  throw new RelationshipError('tuple_not_found', message);
}

interface Write {
  readonly tuple: Tuple;
  readonly existing: Tuple | undefined;
  readonly options: WriteOptions;
}

function isNew({ tuple, existing, options }: Write): boolean {
  if (existing === undefined) return true;
  const isSame = sameCondition(tuple.condition, existing.condition);
  if (isSame && options.onDuplicate === 'ignore') return false;
  const remedy = isSame
    ? `pass onDuplicate: 'ignore' if that is fine`
    : 'delete it first, because it exists with another condition';
  throw new RelationshipError(
    'tuple_already_exists',
    `${quote(formatTuple(tuple))} exists already; ${remedy}`,
  );
}

function sameCondition(one: TupleCondition | undefined, other: TupleCondition | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.name === other.name && isDeepStrictEqual(asStored(one), asStored(other));
}

/** The context as a store gives it back, whatever it was written from. */
function asStored({ context = {} }: TupleCondition): unknown {
  return JSON.parse(JSON.stringify(context));
}
