import type { Finding } from '../../kernel/errors.js';
import { rawRouteMatcher } from '../raw-routes.js';
import { overlaps } from './path-patterns.js';
import { withoutNames, type ForeignRoute, type NestRoute } from './registered-route.js';

/** What is known of the application's routes. */
export interface KnownRoutes {
  readonly nestRoutes: readonly NestRoute[];
  /** Paths that are served outside of Nest on purpose, with the reason. */
  readonly rawRoutes: Readonly<Record<string, string>>;
}

/** Problems with what the adapter serves beside Nest's handlers: no stage guards it. */
export function rawRouteFindings(routes: readonly ForeignRoute[], known: KnownRoutes): readonly Finding[] {
  const isDeclared = rawRouteMatcher(known.rawRoutes);
  return routes.flatMap((route) => {
    if (route.isMount) return mountFindings(route, known);
    const hidden = known.nestRoutes.find((nest) => isHidden(nest, route));
    if (hidden !== undefined) return [shadowing(route, hidden)];
    // What is mounted at a path answers with a slash after it, too.
    return isDeclared(route.path) || isDeclared(`${route.path}/`) ? [] : [undeclared(route)];
  });
}

/** Middleware before routes that are guarded, or at a path that is named, is in order. */
function mountFindings(mount: ForeignRoute, { nestRoutes, rawRoutes }: KnownRoutes): readonly Finding[] {
  const isDeclared = rawRouteMatcher(rawRoutes);
  const path = mount.path.replace(/\/+$/, '');
  const serves =
    isDeclared(mount.path) ||
    isDeclared(path) ||
    isDeclared(`${path}/`) ||
    Object.keys(rawRoutes).some((raw) => raw.startsWith(`${path}/`)) ||
    nestRoutes.some((route) => overlaps(`${path}{/*rest}`, route.path));
  return serves ? [] : [undeclared(mount)];
}

function isHidden(nest: NestRoute, { method, path, isFirst }: ForeignRoute): boolean {
  const isMethod = nest.method === method || method === 'ALL' || nest.method === 'ALL';
  const isSame = withoutNames(nest.path) === withoutNames(path);
  return isMethod && (isSame || (isFirst && overlaps(path, nest.path)));
}

function undeclared({ method, path, isMount }: ForeignRoute): Finding {
  return {
    where: `${method} ${path}`,
    problem: `is ${isMount ? 'middleware' : 'a route'} of the adapter itself, which no stage guards`,
    remedy: `Make it a handler of a controller, or say why it is open: rawRoutes: { '${path}': 'why' }${isMount ? `, '${path}/*' for what is below` : ''}.`,
  };
}

function shadowing({ method, path }: ForeignRoute, hidden: NestRoute): Finding {
  return {
    where: `${method} ${path}`,
    problem: `is a route of the adapter itself that answers in place of ${hidden.name}, without its controls`,
    remedy: 'Remove it, or the handler.',
  };
}
