import { parse, pathToRegexp, type Token } from 'path-to-regexp';
import type { RoutePlan } from './plan.js';

/** How the adapter compares paths. */
export interface MatchingOptions {
  readonly caseSensitive: boolean;
  readonly ignoreTrailingSlash: boolean;
}

/** One path of one route. */
export interface RouteEntry {
  readonly method: string;
  readonly path: string;
  readonly plan: RoutePlan;
}

/** What a request may reach. */
export interface RouteMatch {
  /** In the order of registration; usually one. */
  readonly candidates: readonly RouteEntry[];
  /** Methods that the path answers to; empty if there is no such path. */
  readonly allowedMethods: readonly string[];
}

/**
 * The application's routes, to be asked before routing. It matches as the adapter does; were the two ever to differ, the
 * guard still judges by the handler that really was reached.
 */
export class RouteTable {
  readonly #rows: readonly { readonly entry: RouteEntry; readonly pattern: RegExp }[];

  constructor(entries: readonly RouteEntry[], { caseSensitive, ignoreTrailingSlash }: MatchingOptions) {
    const options = { sensitive: caseSensitive, trailing: ignoreTrailingSlash };
    this.#rows = entries.map((entry) => ({ entry, pattern: pathToRegexp(entry.path, options).regexp }));
  }

  match(method: string, path: string): RouteMatch {
    const candidates: RouteEntry[] = [];
    const allowed = new Set<string>();
    for (const { entry, pattern } of this.#rows) {
      if (!pattern.test(path)) continue;
      if (answers(entry.method, method)) candidates.push(entry);
      allowed.add(entry.method);
      if (entry.method === 'GET') allowed.add('HEAD');
    }
    return { candidates, allowedMethods: [...allowed] };
  }
}

/** Names of a path's parameters and wildcards. */
export function pathParameterNames(path: string): readonly string[] {
  return namesOf(parse(path).tokens);
}

function namesOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    if (token.type === 'text') return [];
    return token.type === 'group' ? namesOf(token.tokens) : [token.name];
  });
}

/** HEAD is answered by GET routes (RFC 9110 §9.3.2). */
function answers(declared: string, method: string): boolean {
  return declared === method || declared === 'ALL' || (declared === 'GET' && method === 'HEAD');
}
