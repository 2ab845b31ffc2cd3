import type { ThrottlerStorage } from '@nestjs/throttler';

/** One request that is counted: `ThrottlerStorage.increment`'s parameters, with their units. */
export interface ThrottlerHit {
  /** Who is counted. */
  readonly key: string;
  /** Keeps limits of different kinds apart; part of the key. */
  readonly throttlerName: string;
  /** Length of the window. */
  readonly ttlMs: number;
  /** Hits that a window accepts; 0 accepts none. */
  readonly limit: number;
  /** Least time for which the hit that exceeds the limit blocks the key; the rest of the window if that is longer. */
  readonly blockDurationMs: number;
  /** The same one with each hit of this key, name and window, if the caller keeps any: where the storage may leave a short cut. */
  readonly shortCut?: ThrottlerShortCut | undefined;
}

/** A place for what a storage wants to find again without looking it up; nobody else's business. */
export interface ThrottlerShortCut {
  counter?: object | undefined;
}

/** What the storage says of a key after a hit. */
export type ThrottlerVerdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** A storage of `@nestjs/throttler` that can also answer at once, so that the hot path needs no promise. */
export interface SynchronousThrottlerStorage extends ThrottlerStorage {
  hit(hit: ThrottlerHit): ThrottlerVerdict;
}

/** Whether `storage` answers at once. */
export function answersAtOnce(storage: ThrottlerStorage): storage is SynchronousThrottlerStorage {
  return typeof (storage as Partial<SynchronousThrottlerStorage>).hit === 'function';
}
