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

/** An entry that a request may reach. */
export interface MatchedRoute extends RouteEntry {
  /** `GET /v2/orders/:id`. */
  readonly pattern: string;
}

interface Row {
  readonly entry: MatchedRoute;
  readonly regexp: RegExp;
  /** The path up to its first parameter, in whole segments, at most two. */
  readonly literal: string;
}

/** How many leading segments rows are sorted by: a version and a resource, usually. */
const SORTED_SEGMENTS = 2;

/**
 * The application's routes, to be asked before routing. It matches as the adapter does; were the two ever to differ, the
 * guard still judges by the handler that really was reached. Rows are sorted by the segments that they begin with, so that
 * a request is compared with few of them however many routes there are.
 */
export class RouteTable {
  /** In the order of registration, by the segments of a path; those for any path at all by the empty text. */
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #fold: (path: string) => string;

  constructor(entries: readonly RouteEntry[], { caseSensitive, ignoreTrailingSlash }: MatchingOptions) {
    const options = { sensitive: caseSensitive, trailing: ignoreTrailingSlash };
    this.#fold = caseSensitive ? (path) => path : (path) => path.toLowerCase();
    const rows = entries.map((entry): Row => {
      const { regexp } = pathToRegexp(entry.path, options);
      const matched = { ...entry, pattern: `${entry.method} ${entry.path}` };
      return { entry: matched, regexp, literal: this.#fold(literalSegments(entry.path)) };
    });
    for (const { literal } of [...rows, { literal: '' }]) {
      this.#rows.set(
        literal,
        rows.filter((row) => isWithin(literal, row.literal)),
      );
    }
  }

  /** What a request may reach, in the order of registration; usually one. */
  match(method: string, path: string): readonly MatchedRoute[] {
    const found: MatchedRoute[] = [];
    for (const { entry, regexp } of this.#rowsFor(path)) {
      if (answers(entry.method, method) && regexp.test(path)) found.push(entry);
    }
    return found;
  }

  /** Methods that a path answers to; empty if there is no such path. */
  methodsOf(path: string): readonly string[] {
    const matching = this.#rowsFor(path).filter(({ regexp }) => regexp.test(path));
    const methods = matching.flatMap(({ entry }) =>
      entry.method === 'GET' ? ['GET', 'HEAD'] : [entry.method],
    );
    return [...new Set(methods)];
  }

  /** The rows under the most segments that anything is sorted under: they hold those under fewer, too. */
  #rowsFor(path: string): readonly Row[] {
    const folded = this.#fold(path);
    for (let segments = SORTED_SEGMENTS; segments > 0; segments--) {
      const rows = this.#rows.get(leading(folded, segments));
      if (rows !== undefined) return rows;
    }
    return this.#rows.get('') as readonly Row[];
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

/** `/v2/orders` of `/v2/orders/:id/items`; a segment that goes on in a parameter does not count. */
function literalSegments(path: string): string {
  const [first, ...others] = parse(path).tokens;
  if (first?.type !== 'text') return '';
  const text = others.length === 0 ? first.value : first.value.slice(0, first.value.lastIndexOf('/'));
  return leading(text, SORTED_SEGMENTS);
}

/** The first segments of a path: `/v2/orders` of `/v2/orders/1`, if there are to be two. */
function leading(path: string, segments: number): string {
  let end = 0;
  for (let count = 0; count < segments && end !== -1; count++) end = path.indexOf('/', end + 1);
  return end === -1 ? path : path.slice(0, end);
}

/** Whether a path that begins with `literal` can also begin with `shorter`. */
function isWithin(literal: string, shorter: string): boolean {
  return shorter === '' || shorter === literal || literal.startsWith(`${shorter}/`);
}

/** HEAD is answered by GET routes (RFC 9110 §9.3.2). */
function answers(declared: string, method: string): boolean {
  return declared === method || declared === 'ALL' || (declared === 'GET' && method === 'HEAD');
}
