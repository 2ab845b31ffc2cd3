import type { Finding } from '../../kernel/errors.js';
import { rawRouteMatcher } from '../raw-routes.js';
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
    const hidden = known.nestRoutes.find((nest) => isSame(nest, route));
    if (hidden !== undefined) return [shadowing(route, hidden)];
    return isDeclared(route.path) ? [] : [undeclared(route)];
  });
}

/** Patterns and regular expressions may stand for any route. */
const PATTERN = /[*:{}()^$\\]/;

/** Middleware before routes that are guarded, or at a path that is named, is in order. */
function mountFindings(mount: ForeignRoute, { nestRoutes, rawRoutes }: KnownRoutes): readonly Finding[] {
  const isDeclared = rawRouteMatcher(rawRoutes);
  const path = mount.path.replace(/\/+$/, '');
  const isAtOrBelow = (other: string): boolean => other === path || other.startsWith(`${path}/`);
  const serves =
    isDeclared(path) ||
    isDeclared(`${path}/`) ||
    Object.keys(rawRoutes).some(isAtOrBelow) ||
    nestRoutes.some((route) => isAtOrBelow(route.path)) ||
    PATTERN.test(path);
  return serves ? [] : [undeclared(mount)];
}

function isSame(nest: NestRoute, { method, path }: ForeignRoute): boolean {
  const isMethod = nest.method === method || method === 'ALL' || nest.method === 'ALL';
  return isMethod && withoutNames(nest.path) === withoutNames(path);
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
