import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import { fitsBytes } from '../relationships/names.js';
import type { AccessRequirement, ObjectIdFunction, ObjectIdSource } from './can-access.decorator.js';

/** Longest object id, in bytes of UTF-8. OpenFGA's limit for a whole object is 256. */
export const MAX_OBJECT_ID_BYTES = 128;

/**
 * Characters that an id may not hold after decoding: `%` (it was encoded twice), what separates or widens tuples
 * (`:`, `#`, `@`, `*`), `/`, white space, control and other invisible characters.
 */
const FORBIDDEN = /[%/:#@*\s\p{C}]/u;

/** Tells whether a value is one well-formed object id. */
export function isObjectId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    fitsBytes(value, MAX_OBJECT_ID_BYTES) &&
    !FORBIDDEN.test(value)
  );
}

/** Where the ids of a requirement come from on this route; `undefined` if nothing says so. */
export function locateObjectId(
  { type, from }: Pick<AccessRequirement, 'type' | 'from'>,
  route: Pick<RouteDeclaration, 'pathParameters'>,
): ObjectIdSource | ObjectIdFunction | undefined {
  if (from !== undefined) return from;
  const candidates = [`${type}Id`, 'id'].filter((name) => route.pathParameters.includes(name));
  return candidates.length === 1 ? `params.${candidates[0]}` : undefined;
}

/** The source in a few words: `params.id`, `function orderOf`. */
export function describeSource(source: ObjectIdSource | ObjectIdFunction | undefined): string {
  if (typeof source !== 'function') return source ?? 'nowhere';
  return source.name === '' || source.name === 'from' ? 'a function' : `function ${source.name}`;
}
