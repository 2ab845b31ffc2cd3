import type { StateEntry, StateIncrement } from './state-store.port.js';

const MAX_KEY_LENGTH = 1_024;

/** @throws RangeError for what no store takes as a key */
export function checkStateKey(key: unknown): void {
  if (typeof key !== 'string' || key.length === 0 || key.length > MAX_KEY_LENGTH)
    throw new RangeError(`A key of the state store must be a text of 1 to ${MAX_KEY_LENGTH} characters.`);
}

/** @throws RangeError for an entry that no store takes */
export function checkStateEntry({ key, value, ttlMs }: StateEntry): void {
  checkStateKey(key);
  checkTtl(ttlMs);
  if (typeof (value as unknown) !== 'string')
    throw new RangeError('A value of the state store must be a text.');
}

/** @throws RangeError for an increment that no store takes */
export function checkStateIncrement({ key, ttlMs, by }: StateIncrement): void {
  checkStateKey(key);
  checkTtl(ttlMs);
  if (by !== undefined && !Number.isSafeInteger(by))
    throw new RangeError('An increment of the state store must be a whole number.');
}

function checkTtl(ttlMs: number): void {
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 1)
    throw new RangeError('A time to live in the state store must be whole milliseconds, at least 1.');
}
