import type { AttributeValue } from './attribute-value.js';
import type { MaybePromise } from './maybe-promise.js';

/** What policies, fields and listings know of an object without knowing its class. */
export interface ResourceAttributes {
  /** `sub` of the owner; `service:billing` if subjects of its type are called otherwise than `user:…` in the relationship graph. */
  readonly owner?: string;
  readonly tenant?: string;
  /** Such as `internal` or `confidential`. */
  readonly classification?: string;
  readonly sensitive?: boolean;
  /** IANA name of the time zone in which its owner does business. */
  readonly timeZone?: string;
  /** Further attributes, by the names that the application declares. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/**
 * Loads the application's own object for an id of the relationship graph. Implemented by a provider that is marked with
 * `@LoadsResource('order')`; called at most once per request and object, only after the relationship was granted.
 */
export interface ResourceLoader<T = unknown> {
  /** @returns the object, or `undefined` if there is none (answered like a hidden one). */
  load(id: string, options: { readonly signal: AbortSignal }): MaybePromise<T | undefined>;

  /** What policies may know of a loaded object; without it, its id and type only. */
  attributes?(resource: T): MaybePromise<ResourceAttributes>;
}
