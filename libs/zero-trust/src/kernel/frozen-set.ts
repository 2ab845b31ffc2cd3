/**
 * A set that keeps what it was made with, because many requests share it: `add`, `delete` and `clear` throw a TypeError. In
 * everything else it is a `Set` like any other.
 */
export function frozenSet<T>(values: Iterable<T>): ReadonlySet<T> {
  return Object.freeze(Object.defineProperties(new Set(values), REFUSALS));
}

function refuse(): never {
  throw new TypeError('This set cannot be changed. Make a new one of it: new Set(set).');
}

const REFUSALS = { add: { value: refuse }, delete: { value: refuse }, clear: { value: refuse } };
