import { compile, parse, type ParamData, type Token } from 'path-to-regexp';
import type { CalledObject } from './object-standing.js';
import type { ObjectSlot } from './object-slots.js';
import type { MatrixTarget } from './matrix-target.js';

/** A request as it is sent. */
export interface BuiltRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; `undefined` for none. */
  readonly body: unknown;
}

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

/** What is being put together; objects are put into it one after the other. */
interface Draft {
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
  readonly headers: Record<string, string>;
  body: unknown;
}

/**
 * Puts objects where the route reads them.
 *
 * @param objects one for each slot of the route
 * @param parameters values of path parameters that name no object
 */
export function buildRequest(
  target: MatrixTarget,
  objects: readonly CalledObject[],
  parameters: Readonly<Record<string, string>>,
): BuiltRequest {
  const { request, method, path, slots } = target;
  const draft: Draft = {
    params: { ...parameters, ...request.parameters },
    query: new URLSearchParams(request.query),
    headers: { ...target.versionHeaders, ...request.headers },
    body: structuredClone(request.body ?? (WITHOUT_BODY.has(method) ? undefined : {})),
  };
  for (const [index, slot] of slots.entries()) place(draft, slot, objects[index]?.id ?? '');
  const search = draft.query.size === 0 ? '' : `?${draft.query.toString()}`;
  return { method, path: `${fill(path, draft.params)}${search}`, headers: draft.headers, body: draft.body };
}

/** Names of the parameters that a path cannot do without. */
export function neededParameters(path: string): readonly string[] {
  return parse(path).tokens.flatMap((token) => ('name' in token ? [token.name] : []));
}

function place(draft: Draft, { source }: ObjectSlot, id: string): void {
  const [origin = '', ...names] = source.split('.');
  const name = (names[0] ?? '').replace('[]', '');
  if (origin === 'params') draft.params[name] = id;
  else if (origin === 'query') draft.query.set(name, id);
  else if (origin === 'headers') draft.headers[name] = id;
  else draft.body = withValue(draft.body, names, id);
}

/** `['items[]', 'orderId']` sets `orderId` of the first item. */
function withValue(holder: unknown, [name, ...rest]: readonly string[], id: string): unknown {
  if (name === undefined) return id;
  const fields = isRecord(holder) ? holder : {};
  const key = name.replace('[]', '');
  if (!name.endsWith('[]')) return { ...fields, [key]: withValue(fields[key], rest, id) };
  const [first] = Array.isArray(fields[key]) ? (fields[key] as unknown[]) : [];
  return { ...fields, [key]: [withValue(first, rest, id)] };
}

/** A wildcard takes a list of segments. */
function fill(path: string, params: Readonly<Record<string, string>>): string {
  const wildcards = new Set(parse(path).tokens.flatMap(wildcardNames));
  const data: ParamData = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, wildcards.has(name) ? value.split('/') : value]),
  );
  return compile(path)(data);
}

function wildcardNames(token: Token): readonly string[] {
  if (token.type === 'group') return token.tokens.flatMap(wildcardNames);
  return token.type === 'wildcard' ? [token.name] : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
