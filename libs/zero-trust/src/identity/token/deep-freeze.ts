/** Freezes a JSON value and everything in it, so that no handler can change what was verified. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) if (typeof member === 'object') deepFreeze(member);
  return Object.freeze(value);
}
