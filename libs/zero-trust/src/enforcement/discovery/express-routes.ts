import { MiddlewareModule } from '@nestjs/core/middleware/middleware-module.js';
import { RouterProxy } from '@nestjs/core/router/router-proxy.js';
import { withoutNames, type ForeignRoute, type NestRoute } from './registered-route.js';

/** What the packages `express` and `router` keep of one `use()`, `get()` and the like. */
interface Layer {
  readonly name: string;
  readonly handle: { readonly stack?: readonly Layer[] };
  /** As it was written; versions of `router` before 2.3 do not tell. */
  readonly rawPath?: unknown;
  /** Mounted at the root. */
  readonly slash?: boolean;
  readonly route?: {
    readonly path: unknown;
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly name: string; readonly handle: unknown }[];
  };
}

/** Nest's own. */
const PARSERS = ['jsonParser', 'urlencodedParser', 'textParser', 'rawParser'];

/** What Express calls an application that was mounted. It does not tell its routes, and passes nothing on that it answers. */
const APPLICATION = 'mounted_app';

/** More than any list of methods that somebody would write: `all()` registers every method that Node.js knows. */
const MANY_METHODS = 15;

/** What an Express application serves beside the routes of Nest, in routers within routers, too. */
export function expressRoutes(
  application: unknown,
  nestRoutes: readonly NestRoute[],
): readonly ForeignRoute[] {
  const { router } = application as { readonly router?: { readonly stack?: readonly Layer[] } };
  const layers = router?.stack ?? [];
  const isNestRoute = nestRouteTest(nestRoutes);
  const lastNestRoute = layers.findLastIndex(isNestRoute);
  return layers.flatMap((layer, index) => {
    if (isNestRoute(layer)) return [];
    return foreignRoutesOf(layer, { prefix: '', isFirst: index < lastNestRoute || lastNestRoute === -1 });
  });
}

/** By the name that Nest gives to what it registers: another handler on the same path is none of its routes. */
function nestRouteTest(nestRoutes: readonly NestRoute[]): (layer: Layer) => boolean {
  const known = new Set(nestRoutes.map(({ name, path }) => `${name} ${withoutNames(path)}`));
  return ({ route }) =>
    route !== undefined && known.has(`${route.stack[0]?.name} ${withoutNames(String(route.path))}`);
}

/** Where Nest makes what `MiddlewareConsumer` binds to paths, and its answers below a prefix to what there is not. */
const MAKERS: readonly unknown[] = [
  Reflect.get(MiddlewareModule.prototype, 'registerHandler'),
  RouterProxy.prototype.createProxy,
  RouterProxy.prototype.createExceptionLayerProxy,
];

/** A function that Nest made, known by its text, whatever minified it: a name may be anybody's. */
function isMadeByNest({ handle, route }: Layer): boolean {
  const made: unknown = route?.stack[0]?.handle ?? handle;
  return MAKERS.some((maker) => String(maker).includes(String(made)));
}

interface Place {
  readonly prefix: string;
  readonly isFirst: boolean;
}

function foreignRoutesOf(layer: Layer, place: Place): readonly ForeignRoute[] {
  const { name, handle, route, rawPath, slash } = layer;
  const { prefix, isFirst } = place;
  if (isMadeByNest(layer)) return [];
  if (route !== undefined) {
    const methods = methodsOf(route.methods);
    return textsOf(route.path).flatMap((text) =>
      methods.map((method) => ({ method, path: joined(prefix, text), isMount: false, isFirst })),
    );
  }
  const paths = (slash === true ? ['/'] : textsOf(rawPath)).map((text) => joined(prefix, text));
  const { stack } = handle;
  if (stack !== undefined) {
    return paths.flatMap((path) =>
      stack.flatMap((inner) => foreignRoutesOf(inner, { prefix: path, isFirst })),
    );
  }
  if (name === APPLICATION)
    return paths.map((path) => ({ method: 'ALL', path: joined(path, '/*'), isMount: false, isFirst }));
  // Middleware for any path cannot be told from a route, and parsers are Nest's own.
  const mounts = paths.filter((path) => path !== '/' && !PARSERS.includes(name));
  return mounts.map((path) => ({ method: 'ALL', path, isMount: true, isFirst }));
}

function joined(prefix: string, path: string): string {
  if (prefix === '' || prefix === '/') return path;
  return path === '/' ? prefix : `${prefix.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
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
