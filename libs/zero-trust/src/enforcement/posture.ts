import { Inject, Injectable } from '@nestjs/common';
import { NO_OBJECT_CHECK } from '../authorization/access/can-access.decorator.js';
import type { StageName } from '../kernel/stage.js';
import type { RoutePlan } from './plan.js';
import { RoutePlans } from './route-plans.js';

/** One route with its controls. */
export interface RoutePosture {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  /** Why everybody may call it; `null` if a verified identity is needed. */
  readonly public: string | null;
  /** Why no object is checked although the path names one; `null` if that was not said. */
  readonly noObjectCheck: string | null;
  /** What each stage checks here, in a few words. */
  readonly controls: Readonly<Partial<Record<StageName, string>>>;
}

/** What the application enforces, route by route, as compiled: the same plans that judge requests. */
@Injectable()
export class Posture {
  constructor(@Inject(RoutePlans) private readonly plans: RoutePlans) {}

  /** Sorted by path and method. */
  routes(): readonly RoutePosture[] {
    return this.plans.all.flatMap(postureOf).toSorted(byPathAndMethod);
  }
}

function postureOf({ route, publicReason, controls }: RoutePlan): RoutePosture[] {
  return route.paths.map((path) => ({
    method: route.method,
    path,
    handler: route.name,
    public: publicReason ?? null,
    noObjectCheck: route.declared(NO_OBJECT_CHECK).at(-1) ?? null,
    controls,
  }));
}

function byPathAndMethod(a: RoutePosture, b: RoutePosture): number {
  return a.path.localeCompare(b.path) || a.method.localeCompare(b.method);
}
