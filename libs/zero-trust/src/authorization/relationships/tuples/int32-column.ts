const GROWTH = 1.5;

/** What a column grows from: small, because most relations of a model hold few tuples. */
export const FIRST_CAPACITY = 8;

/** The value at an index that the caller knows to be within the column. */
export function at(column: Int32Array, index: number): number {
  return column[index] as number;
}

/** The column itself while it has room for the index, else a longer copy. */
export function withRoomFor(column: Int32Array, index: number): Int32Array<ArrayBuffer> {
  if (index < column.length) return column as Int32Array<ArrayBuffer>;
  const longer = new Int32Array(Math.max(FIRST_CAPACITY, index + 1, Math.ceil(column.length * GROWTH)));
  longer.set(column);
  return longer;
}

/**
 * Spreads pairs of small integers over 32 bits. The integers are handed out by this process in the order of arrival, so
 * nobody outside can pick them to collide.
 */
export function mix(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) + Math.imul(second, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
