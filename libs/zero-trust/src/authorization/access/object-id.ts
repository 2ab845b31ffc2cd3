import type { InboundRequest } from '../../kernel/inbound-request.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { AccessRequirement, ObjectIdSource } from './can-access.decorator.js';

/** Longest object id, in UTF-16 code units. OpenFGA's limit for a whole object is 256 bytes. */
export const MAX_OBJECT_ID_LENGTH = 128;

/**
 * Characters that an id may not hold after decoding: `%` (it was encoded twice), what separates or widens tuples
 * (`:`, `#`, `@`, `*`), `/`, white space, control and other invisible characters.
 */
const FORBIDDEN = /[%/:#@*\s\p{C}]/u;

/** Reads the raw value that should be the id; anything may come out. */
export type ObjectIdReader = (request: InboundRequest) => unknown;

/** Tells whether a value is one well-formed object id. */
export function isObjectId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= MAX_OBJECT_ID_LENGTH &&
    !FORBIDDEN.test(value)
  );
}

/** Where the id of a requirement comes from on this route; `undefined` if nothing says so. */
export function locateObjectId(
  { type, from }: AccessRequirement,
  route: Pick<RouteDeclaration, 'pathParameters'>,
): ObjectIdSource | undefined {
  if (from !== undefined) return from;
  const candidates = [`${type}Id`, 'id'].filter((name) => route.pathParameters.includes(name));
  return candidates.length === 1 ? `params.${candidates[0]}` : undefined;
}

/** Compiles a source such as `body.customer.id`; `undefined` if it is not one. */
export function compileObjectIdReader(source: string): ObjectIdReader | undefined {
  const [origin = '', ...path] = source.split('.');
  if (path.length === 0 || path.includes('')) return undefined;
  switch (origin) {
    case 'params':
      return path.length === 1 ? (request) => own(request.params, path) : undefined;
    case 'query':
      return path.length === 1 ? (request) => own(request.query, path) : undefined;
    case 'body':
      return (request) => own(request.body, path);
    case 'headers':
      return path.length === 1 ? (request) => single(request.header(path.join().toLowerCase())) : undefined;
    default:
      return undefined;
  }
}

function own(holder: unknown, path: readonly string[]): unknown {
  let value = holder;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function single(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}
