import type { MaybePromise } from '../../kernel/maybe-promise.js';

/** One fact to keep: a value under a key. What it means is for {@link Standing} to know, not for the store. */
export interface StandingWrite {
  /** 1 to 1,024 characters. */
  readonly key: string;
  /** A whole number from 0 on. */
  readonly value: number;
  /** Whole milliseconds, at least 1, after which it may be forgotten; `undefined`: never. */
  readonly ttlMs: number | undefined;
}

/** A fact as the store has it. */
export interface StandingChange {
  readonly key: string;
  readonly value: number;
  /** What is left of its time, in milliseconds; `undefined`: no end. */
  readonly remainingMs: number | undefined;
  /** Grows with every write, whichever instance it comes from. */
  readonly position: number;
}

/** Some of what the store has, the oldest write first. */
export interface StandingPage {
  /**
   * Whether it begins with the first fact: because no cursor was given, or because the store does not know the cursor,
   * as it has lost what it once had.
   */
  readonly isFromStart: boolean;
  readonly changes: readonly StandingChange[];
  /** Where to read on. */
  readonly cursor: string;
  readonly hasMore: boolean;
}

/**
 * Keeps, for all instances of an application, which tokens are revoked and who is locked. A write replaces what was there
 * under its key. Once a write has resolved, every read that begins later and starts before it contains it: no write is
 * ever overtaken.
 *
 * Every method throws or rejects with a `DependencyUnavailableError` (`ZT_DEPENDENCY_UNAVAILABLE`) if it cannot say for
 * certain what came of it, and with a RangeError for a write that is out of range.
 */
export interface StandingStore {
  /** @returns the position of the write */
  write(write: StandingWrite): MaybePromise<number>;
  /** @param cursor where the last page ended; `undefined` for the first fact */
  read(cursor: string | undefined): MaybePromise<StandingPage>;
}

/** Injection token of the {@link StandingStore} port. */
export const StandingStore = Symbol('StandingStore');

const MAX_KEY_LENGTH = 1_024;

/** @throws RangeError for a write that no store takes */
export function checkStandingWrite({ key, value, ttlMs }: StandingWrite): void {
  if (typeof (key as unknown) !== 'string' || key.length === 0 || key.length > MAX_KEY_LENGTH)
    throw new RangeError(`A key of the standing store must be a text of 1 to ${MAX_KEY_LENGTH} characters.`);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError('A value in the standing store must be a whole number from 0 on.');
  if (ttlMs !== undefined && (!Number.isSafeInteger(ttlMs) || ttlMs < 1))
    throw new RangeError('A time to live in the standing store must be whole milliseconds, at least 1.');
}
