import { withoutNames, type ForeignRoute, type NestRoute } from './registered-route.js';

/** What is used of a Fastify instance. */
export interface FastifyRouting {
  readonly supportedMethods: readonly string[];
  printRoutes(options: { readonly method: string }): string;
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
}

/** What Fastify tells of a route that is being added. */
export interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly constraints?: Readonly<Record<string, unknown>> | undefined;
}

/** A route of Fastify's; one with constraints answers beside another of the same method and path. */
interface FastifyEntry extends ForeignRoute {
  readonly isConstrained: boolean;
}

/** `│   └── :id (GET, HEAD) {"version":"1"}`: indentation, a piece of the path, methods, constraints. */
const LINE =
  /^(?<indent>(?:[│ ] {3})*)[├└]── (?<piece>.*?)(?: \((?<methods>[A-Z, -]+)\)(?: (?<constraints>\{.*\}))?)?$/u;

/** What a Fastify instance serves beside the routes of Nest. It tells its routes only as a drawn tree. */
export function fastifyRoutes(
  instance: FastifyRouting,
  nestRoutes: readonly NestRoute[],
): readonly ForeignRoute[] {
  // The tree of all methods at once cannot be drawn of handlers that answer several versions: it is drawn anew, as if versions
  // were told apart in Fastify's own way.
  return instance.supportedMethods
    .flatMap((method) => readTree(instance.printRoutes({ method })))
    .filter((route) => isForeign(route, nestRoutes));
}

/** One route that is being added, if it is none of Nest's. */
export function foreignParts(
  { method, url, constraints }: FastifyRoute,
  nestRoutes: readonly NestRoute[],
): readonly ForeignRoute[] {
  const methods = typeof method === 'string' ? [method] : method;
  return methods
    .map((each) =>
      entryOf({ method: each, path: url, isConstrained: Object.keys(constraints ?? {}).length > 0 }),
    )
    .filter((route) => isForeign(route, nestRoutes));
}

/** Fastify prefers what is more exact, so that a pattern takes nothing from a handler. */
function entryOf(entry: Pick<FastifyEntry, 'method' | 'path' | 'isConstrained'>): FastifyEntry {
  return { ...entry, isMount: false, isFirst: false };
}

function isForeign({ method, path, isConstrained }: FastifyEntry, nestRoutes: readonly NestRoute[]): boolean {
  // What @fastify/cors adds for preflights, which reach no handler.
  if (method === 'OPTIONS' && /^\/?\*$/.test(path)) return false;
  const wanted = withoutNames(path);
  return !nestRoutes.some(
    (route) =>
      withoutNames(route.path) === wanted &&
      answers(route.method, method) &&
      (route.isConstrained || !isConstrained),
  );
}

/** Fastify answers HEAD wherever there is a GET. */
function answers(declared: string, method: string): boolean {
  return declared === method || declared === 'ALL' || (declared === 'GET' && method === 'HEAD');
}

function readTree(tree: string): readonly FastifyEntry[] {
  const pieces: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const { indent, piece, methods, constraints } = LINE.exec(line)?.groups ?? {};
    if (indent === undefined || piece === undefined) return [];
    const depth = indent.length / 4;
    // Several names of one parameter are drawn as `:id|:orderId`.
    pieces.splice(depth, Infinity, piece === '(empty root node)' ? '' : (piece.split('|')[0] ?? ''));
    const path = pieces.join('');
    return (methods?.split(', ') ?? []).map((method) =>
      entryOf({ method, path, isConstrained: constraints !== undefined }),
    );
  });
}
