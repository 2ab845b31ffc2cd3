import { AccessedObject } from '../../kernel/accessed-object.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { ResourceLoader } from '../../kernel/resource-loader.port.js';
import { isObjectId } from '../access/object-id.js';
import type { PolicyInput, PolicyObject } from './policy-input.js';
import type { PolicySetting } from './policy-inputs.js';

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
 * A resource that is already there, as policies see it; `undefined` if it has no id that an object could have.
 *
 * @throws DependencyUnavailableError if the loader fails to tell its attributes in time
 */
export function describeResource<Resource>(
  resource: Resource,
  { type, id: read = idOf }: FilteredObjects<Resource>,
  { loader, timeoutMs }: AttributeSource,
): MaybePromise<PolicyObject | undefined> {
  const id: unknown = read(resource);
  if (!isObjectId(id)) return undefined;
  const loaded: ResourceLoader = {
    load: () => resource,
    ...(loader?.attributes !== undefined && { attributes: (known) => loader.attributes?.(known) ?? {} }),
  };
  const object = new AccessedObject(type, id, { loader: loaded, timeoutMs });
  return chain(object.attributes(), (attributes) => Object.freeze({ ...attributes, type, id }));
}

/** What policies judge where nobody said of what type the resources are: to ask what they do not know is undecided, also within `not()`. */
export function withoutObject(setting: PolicySetting, resource: unknown): PolicyInput {
  return {
    ...setting,
    resource,
    get object(): never {
      throw new TypeError('Policies.filter was not told of what type the resources are.');
    },
  };
}

function idOf(resource: unknown): string {
  return (resource as { readonly id?: unknown } | null | undefined)?.id as string;
}
