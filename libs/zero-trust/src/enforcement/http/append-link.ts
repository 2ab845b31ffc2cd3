import type { ServerResponse } from 'node:http';

const LINKS = Symbol('zero-trust:links');

type Linkable = ServerResponse & { [LINKS]?: string };

/**
 * Adds to the `Link` header of a response when its head is written: what others set there, for the pages of a list say, stays,
 * whenever they set it (RFC 8288 §3: a list). Every way of Node's to answer ends in `writeHead`.
 */
export function appendLink(response: Linkable, links: string): void {
  const isFirst = response[LINKS] === undefined;
  response[LINKS] = links;
  if (!isFirst) return;
  const writeHead = response.writeHead as (...args: unknown[]) => unknown;
  const linking = (...args: unknown[]): unknown =>
    Reflect.apply(writeHead, response, withLinks(response, args, response[LINKS] ?? links));
  response.writeHead = linking as never;
}

/** Headers that are handed to `writeHead` win over those that were set before. */
function withLinks(response: ServerResponse, args: readonly unknown[], links: string): readonly unknown[] {
  const given = args.at(-1);
  const ours = withLinkAmong(given, links);
  if (ours !== undefined) return [...args.slice(0, -1), ours];
  response.setHeader('link', joined(response.getHeader('link'), links));
  return args;
}

/** @returns `undefined` if there is no `Link` among them */
function withLinkAmong(headers: unknown, links: string): unknown {
  if (Array.isArray(headers)) {
    const at = headers.findIndex((name, index) => index % 2 === 0 && isLink(name));
    return at === -1 ? undefined : headers.with(at + 1, joined(headers[at + 1], links));
  }
  if (typeof headers !== 'object' || headers === null) return undefined;
  const name = Object.keys(headers).find(isLink);
  if (name === undefined) return undefined;
  return { ...headers, [name]: joined((headers as Record<string, unknown>)[name], links) };
}

function isLink(name: unknown): boolean {
  return typeof name === 'string' && name.toLowerCase() === 'link';
}

function joined(existing: unknown, links: string): string {
  const values = [existing ?? []].flat().map(String);
  return values.some((value) => value.includes(links)) ? values.join(', ') : [...values, links].join(', ');
}
