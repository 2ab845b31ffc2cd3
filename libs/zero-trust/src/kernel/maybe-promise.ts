/** A value, or a promise of it: stages answer at once where they can, so that the hot path stays synchronous. */
export type MaybePromise<T> = T | Promise<T>;

/** Tells a promise from a value that is already there. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  return typeof (value as { then?: unknown }).then === 'function';
}

/** Applies `next` now if the value is there, later if it is promised. */
export function chain<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}
