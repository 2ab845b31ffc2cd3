import type { MatrixObject } from './access-matrix.options.js';

/** An object in a request. */
export interface CalledObject extends MatrixObject {
  readonly type: string;
}

/** What objects are to an identity. */
export type Standing = 'own' | "other's" | "other tenant's";

/** What objects are to an identity; one of another tenant makes the whole request a stranger's. */
export function standingOf(
  { name, tenant }: { readonly name: string; readonly tenant: string | undefined },
  objects: readonly CalledObject[],
): Standing {
  if (objects.some((object) => object.tenant !== tenant)) return "other tenant's";
  return objects.every(({ owner }) => owner === name) ? 'own' : "other's";
}

/** `order:12345`; several are joined by a plus. */
export function refsOf(objects: readonly CalledObject[]): string {
  return objects.map(({ type, id }) => `${type}:${id}`).join(' + ');
}
