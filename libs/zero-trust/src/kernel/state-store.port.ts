import type { MaybePromise } from './maybe-promise.js';

/** What is to be stored, and for how long. */
export interface StateEntry {
  /** 1 to 1,024 characters. Hash what is secret or long before it becomes a key. */
  readonly key: string;
  readonly value: string;
  /** Whole milliseconds after which it is gone; at least 1. */
  readonly ttlMs: number;
}

/** What is to be added to a counter. */
export interface StateIncrement {
  /** 1 to 1,024 characters. */
  readonly key: string;
  /** Whole milliseconds after which the counter is gone, from its first increment on: later ones do not prolong it. */
  readonly ttlMs: number;
  /** A whole number. @defaultValue 1 */
  readonly by?: number;
}

/** A counter after an increment. */
export interface StateCounter {
  readonly value: number;
  /** Until it starts again from 0. */
  readonly remainingMs: number;
}

/**
 * State that all instances of an application share: replay caches, lockouts, revocations. Everything in it expires.
 * Each operation is atomic, whoever else is at the same key.
 *
 * Every method throws or rejects with a `DependencyUnavailableError` (`ZT_DEPENDENCY_UNAVAILABLE`) if it cannot say for
 * certain what came of it, and with a RangeError for a key, number or time that is out of range.
 */
export interface StateStore {
  /** Adds to the counter, which begins at 0. A counter reads as decimal text; text that is no whole number cannot be added to. */
  increment(increment: StateIncrement): MaybePromise<StateCounter>;
  /** Stores the entry unless its key is taken. @returns whether it was stored: of many at once, exactly one is told so */
  setIfAbsent(entry: StateEntry): MaybePromise<boolean>;
  /** Stores the entry, whatever was there. */
  set(entry: StateEntry): MaybePromise<void>;
  /** @returns the value, or `undefined` if there is none or it has expired */
  get(key: string): MaybePromise<string | undefined>;
  /** @returns whether there was anything to delete */
  delete(key: string): MaybePromise<boolean>;
}

/** Injection token of the {@link StateStore} port. */
export const StateStore = Symbol('StateStore');
