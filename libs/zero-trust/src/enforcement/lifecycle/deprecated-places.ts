import type { DeprecatedRoute } from '../../lifecycle/consumers/lifecycle-report.js';
import { lifetimeOf } from '../../lifecycle/lifetime.js';
import type { Sunsets } from '../../lifecycle/sunsets.js';
import type { RoutePlan } from '../plan.js';
import { versionsOf } from './route-version.js';

/** Every place where a route that is deprecated or ends answers; none of any other route. */
export function deprecatedPlaces(
  { route, judgedBy }: RoutePlan,
  sunsets: Sunsets,
): readonly DeprecatedRoute[] {
  const lifetime = lifetimeOf(route, sunsets);
  if (lifetime === undefined) return [];
  return route.paths.map((path) => ({
    route: `${route.method} ${path}`,
    recordedVersion: judgedBy.version,
    version: versionsOf(route.mounts.filter((mount) => mount.path === path)),
    lifetime,
  }));
}
