import type { InboundRequest } from '../../kernel/inbound-request.js';
import type { ObjectIdFunction, ObjectIdSource } from './can-access.decorator.js';
import { isObjectId } from './object-id.js';

/** Most objects that one `@CanAccess` checks in one request. */
export const MAX_OBJECTS = 100;

/**
 * Reads the ids that a request names: at least one, each well-formed, each once; `undefined` if what stands there is
 * anything else.
 */
export type ObjectIdsReader = (request: InboundRequest) => readonly string[] | undefined;

/** Finds what stands where one id should; anything may come out. */
export type ObjectIdReader = (request: InboundRequest) => unknown;

/** Compiles a source such as `body.customer.id` or `body.orderIds[]`; `undefined` if it is not one. */
export function compileObjectIdsReader(
  source: ObjectIdSource | ObjectIdFunction | undefined,
): ObjectIdsReader | undefined {
  if (typeof source === 'function') return (request) => idsOf(source(request));
  const raw = typeof source === 'string' ? compileRawReader(source) : undefined;
  if (raw === undefined) return undefined;
  return isListSource(source) ? (request) => listOf(raw(request)) : (request) => oneOf(raw(request));
}

/** Compiles a source that names one object, and that nothing rewrites after it was read; `undefined` if it is not one. */
export function compileObjectIdReader(
  source: ObjectIdSource | ObjectIdFunction | undefined,
): ObjectIdReader | undefined {
  if (typeof source !== 'string' || isListSource(source) || isRewritable(source)) return undefined;
  return compileRawReader(source);
}

/** Whether a source may name several objects. */
export function isListSource(source: ObjectIdSource | ObjectIdFunction | undefined): boolean {
  return typeof source === 'function' || (source ?? '').includes('[]');
}

/** Whether a DTO may give the handler something else than what is read from here before it. */
export function isRewritable(source: ObjectIdSource | ObjectIdFunction | undefined): boolean {
  return typeof source === 'function' || /^(?:body|query)\./.test(source ?? '');
}

function compileRawReader(source: string): ObjectIdReader | undefined {
  const [origin = '', ...path] = source.split('.');
  const [first = ''] = path;
  const isName = path.length === 1 && !first.includes('[');
  if (path.length === 0 || !isPath(path)) return undefined;
  switch (origin) {
    case 'params':
      return isName ? (request) => ownValue(request.params, first) : undefined;
    case 'headers':
      return isName ? (request) => single(request.header(first.toLowerCase())) : undefined;
    case 'query':
      return path.length === 1 ? compileQueryReader(first) : undefined;
    case 'body':
      return compileBodyReader(path);
    default:
      return undefined;
  }
}

/** Names without brackets, but that one of them may end in `[]`. */
function isPath(path: readonly string[]): boolean {
  const lists = path.filter((name) => name.endsWith('[]')).length;
  return lists <= 1 && path.every((name) => /^[^[\]]+(?:\[\])?$/.test(name));
}

/** A list of one comes as a text: `?id=1`. */
function compileQueryReader(name: string): ObjectIdReader {
  if (!name.endsWith('[]')) return ({ query }) => own(query, [name]);
  const path = [name.slice(0, -2)];
  return ({ query }) => {
    const value = own(query, path);
    return typeof value === 'string' ? [value] : value;
  };
}

function compileBodyReader(path: readonly string[]): ObjectIdReader {
  const list = path.findIndex((name) => name.endsWith('[]'));
  if (list === -1) return ({ body }) => own(body, path);
  const toList = [...path.slice(0, list), (path[list] ?? '').slice(0, -2)];
  const toId = path.slice(list + 1);
  return ({ body }) => {
    const items = own(body, toList);
    if (!Array.isArray(items) || items.length > MAX_OBJECTS) return undefined;
    return toId.length === 0 ? items : items.map((item) => own(item, toId));
  };
}

function idsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? listOf(value) : oneOf(value);
}

function oneOf(value: unknown): readonly string[] | undefined {
  return isObjectId(value) ? [value] : undefined;
}

function listOf(values: unknown): readonly string[] | undefined {
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_OBJECTS) return undefined;
  // `every` passes over holes, which a function may leave.
  const ids = Array.from(values as unknown[]);
  return ids.every(isObjectId) ? [...new Set(ids)] : undefined;
}

function own(holder: unknown, path: readonly string[]): unknown {
  let value = holder;
  for (const name of path) value = ownValue(value, name);
  return value;
}

function ownValue(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return undefined;
  return Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

function single(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : undefined;
}
