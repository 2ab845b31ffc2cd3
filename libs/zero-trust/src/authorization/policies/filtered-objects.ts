import { AccessedObject } from '../../kernel/accessed-object.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { ResourceLoader } from '../../kernel/resource-loader.port.js';
import type { PolicyObject } from './policy-input.js';

/** What the resources of a list are in the relationship graph. */
export interface FilteredObjects<Resource> {
  readonly type: string;
  /** @defaultValue their property `id` */
  readonly id?: (resource: Resource) => string;
}

/** Who tells the attributes of resources, and how long it may take. */
export interface AttributeSource {
  readonly loader: ResourceLoader | undefined;
  readonly timeoutMs: number;
}

/**
 * A resource that is already there, as policies see it; `undefined` if it has no id.
 *
 * @throws DependencyUnavailableError if the loader fails to tell its attributes in time
 */
export function describeResource<Resource>(
  resource: Resource,
  { type, id: read = idOf }: FilteredObjects<Resource>,
  { loader, timeoutMs }: AttributeSource,
): MaybePromise<PolicyObject | undefined> {
  const id: unknown = read(resource);
  if (typeof id !== 'string') return undefined;
  const loaded: ResourceLoader = {
    load: () => resource,
    ...(loader?.attributes !== undefined && { attributes: (known) => loader.attributes?.(known) ?? {} }),
  };
  const object = new AccessedObject(type, id, { loader: loaded, timeoutMs });
  return chain(object.attributes(), (attributes) => Object.freeze({ ...attributes, type, id }));
}

function idOf(resource: unknown): string {
  return (resource as { readonly id?: unknown } | null | undefined)?.id as string;
}
