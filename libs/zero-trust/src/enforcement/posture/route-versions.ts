import type { StageName } from '../../kernel/stage.js';
import { withoutNames } from '../discovery/registered-route.js';
import type { RoutePlan } from '../plan.js';
import { posturesOf } from './plan-posture.js';
import type { RoutePosture } from './route-posture.js';

/** One version of a route. */
export interface RouteVersion {
  readonly plan: RoutePlan;
  /** `undefined` for one that answers any version. */
  readonly version: string | undefined;
  /** Without what may differ between versions. */
  readonly posture: RoutePosture;
}

/** Stages that speak of a version itself, or in classes of its own; fields are compared by their names. */
const OF_ONE_VERSION: readonly StageName[] = ['check-lifecycle', 'inspect-request', 'check-fields'];

/** By the path that versions of a route have in common. */
export function routeVersions(plans: readonly RoutePlan[]): ReadonlyMap<string, readonly RouteVersion[]> {
  const routes = new Map<string, RouteVersion[]>();
  for (const plan of plans) {
    const postures = posturesOf(plan, {});
    plan.route.mounts.forEach(({ version, unversionedPath }, index) => {
      const key = withoutNames(unversionedPath);
      const posture = comparable(postures[index] as RoutePosture);
      routes.set(key, [...(routes.get(key) ?? []), { plan, version, posture }]);
    });
  }
  return routes;
}

function comparable(posture: RoutePosture): RoutePosture {
  const controls = Object.entries(posture.controls)
    .filter(([stage]) => !OF_ONE_VERSION.includes(stage as StageName))
    .map(([stage, demands]) => [
      stage,
      stage === 'check-relationship' ? demands.map(withoutSource) : demands,
    ]);
  return { ...posture, weakerThan: [], controls: Object.fromEntries(controls) as RoutePosture['controls'] };
}

/** `viewer of order` of `viewer of order (params.id)`: versions may name their parameters as they like. */
function withoutSource(demand: string): string {
  return demand.endsWith(' (list)') ? demand : demand.replace(/ \(.*\)$/, '');
}
