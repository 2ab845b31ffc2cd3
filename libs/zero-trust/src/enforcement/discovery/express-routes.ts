import { withoutNames, type ForeignRoute, type NestRoute } from './registered-route.js';

/** What the packages `express` and `router` keep of one `use()`, `get()` and the like. */
interface Layer {
  readonly name: string;
  readonly handle: { readonly length: number; readonly stack?: readonly Layer[] };
  /** As it was written; versions of `router` before 2.3 do not tell. */
  readonly rawPath?: unknown;
  /** Mounted at the root. */
  readonly slash?: boolean;
  readonly route?: {
    readonly path: unknown;
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly name: string }[];
  };
}

/** Nest's own, the last that it adds before middleware and routes. */
const PARSERS = ['jsonParser', 'urlencodedParser', 'textParser', 'rawParser'];

/** More than any list of methods that somebody would write: `all()` registers every method that Node.js knows. */
const MANY_METHODS = 15;

/** What an Express application serves beside the routes of Nest. */
export function expressRoutes(
  application: unknown,
  nestRoutes: readonly NestRoute[],
): readonly ForeignRoute[] {
  const { router } = application as { readonly router?: { readonly stack?: readonly Layer[] } };
  const layers = router?.stack ?? [];
  const isNestRoute = nestRouteTest(nestRoutes);
  const firstRoute = layers.findIndex(isNestRoute);
  const lastParser = layers.findLastIndex(({ name }) => PARSERS.includes(name));
  const isOwn = (layer: Layer, index: number): boolean =>
    isNestRoute(layer) ||
    (isNestMiddleware(layer) && index > lastParser && (index < firstRoute || firstRoute === -1));
  return layers.filter((layer, index) => !isOwn(layer, index)).flatMap(foreignRoutesOf);
}

/** By the name that Nest gives to what it registers: another handler on the same path is none of its routes. */
function nestRouteTest(nestRoutes: readonly NestRoute[]): (layer: Layer) => boolean {
  const known = new Set(nestRoutes.map(({ name, path }) => `${name} ${withoutNames(path)}`));
  return ({ route }) =>
    route !== undefined && known.has(`${route.stack[0]?.name} ${withoutNames(String(route.path))}`);
}

/** What `MiddlewareConsumer` binds to paths stands between the body parsers and the routes. */
function isNestMiddleware({ name, handle, route }: Layer): boolean {
  return (route?.stack[0]?.name ?? name) === 'handler' && handle.length === 3;
}

function foreignRoutesOf({ name, handle, route, rawPath, slash }: Layer): readonly ForeignRoute[] {
  if (route !== undefined) {
    const methods = methodsOf(route.methods);
    return textsOf(route.path).flatMap((path) => methods.map((method) => ({ method, path, isMount: false })));
  }
  if (slash === true) return (handle.stack ?? []).flatMap(foreignRoutesOf);
  if (PARSERS.includes(name)) return [];
  return textsOf(rawPath).map((path) => ({ method: 'ALL', path, isMount: true }));
}

function methodsOf(methods: Readonly<Record<string, boolean>>): readonly string[] {
  const names = Object.keys(methods);
  return names.includes('_all') || names.length > MANY_METHODS
    ? ['ALL']
    : names.map((name) => name.toUpperCase());
}

function textsOf(path: unknown): readonly string[] {
  if (path === undefined) return [];
  return (Array.isArray(path) ? path : [path]).map(String);
}
