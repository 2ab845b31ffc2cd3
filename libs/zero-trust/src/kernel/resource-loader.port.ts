import type { MaybePromise } from './maybe-promise.js';

/**
 * Loads the application's own object for an id of the relationship graph. Implemented by a provider that is marked with
 * `@LoadsResource('order')`; called at most once per request and object, only after the relationship was granted.
 */
export interface ResourceLoader<T = unknown> {
  /** @returns the object, or `undefined` if there is none (answered like a hidden one). */
  load(id: string, options: { readonly signal: AbortSignal }): MaybePromise<T | undefined>;
}
