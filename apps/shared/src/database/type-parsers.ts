/**
 * Reads an `int8` as a number on both databases; `pg` alone would hand out text.
 *
 * @throws RangeError for a value that a number cannot hold exactly
 */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An int8 column holds a value beyond 2^53 - 1.');
  return value;
}

/** Keeps the text of the database: exact for `numeric`, free of time zones for `date`. */
export function parseText(text: string): string {
  return text;
}
