import { Inject, Injectable } from '@nestjs/common';
import { LifecycleOptions } from '../../lifecycle/lifecycle.options.js';
import { ForeignHandlers, type ForeignHandler } from '../discovery/foreign-handlers.js';
import { EnforcementOptions } from '../enforcement.options.js';
import { RoutePlans } from '../route-plans.js';
import { posturesOf } from './plan-posture.js';
import type { RoutePosture } from './route-posture.js';

/** What the application enforces, route by route, as compiled: the same plans that judge requests. */
@Injectable()
export class Posture {
  constructor(
    @Inject(RoutePlans) private readonly plans: RoutePlans,
    @Inject(ForeignHandlers) private readonly foreign: ForeignHandlers,
    @Inject(EnforcementOptions) private readonly options: EnforcementOptions,
    @Inject(LifecycleOptions) private readonly lifecycle: LifecycleOptions,
  ) {}

  /** Every way in, sorted by path, method and version: those that are no route over HTTP last. */
  routes(): readonly RoutePosture[] {
    const routes = this.plans.all.flatMap((plan) => posturesOf(plan, this.lifecycle.sunsets));
    const raw = Object.entries(this.options.rawRoutes).map(([path, reason]) => rawPosture(path, reason));
    return [
      ...[...routes, ...raw].toSorted(byPath),
      ...this.foreign.all.map(foreignPosture).toSorted(byPath),
    ];
  }
}

function rawPosture(path: string, reason: string): RoutePosture {
  return { ...NOTHING, kind: 'raw', method: 'ALL', path, handler: null, public: reason };
}

function foreignPosture({ kind, method, path, name, reasons }: ForeignHandler): RoutePosture {
  const denied = reasons.length === 0 ? 'no policy covers it' : reasons.join('; ');
  return { ...NOTHING, kind, method, path, handler: name, denied };
}

const NOTHING = {
  version: null,
  public: null,
  noObjectCheck: null,
  denied: null,
  weakerThan: [],
  reportOnly: [],
  controls: {},
} as const satisfies Partial<RoutePosture>;

function byPath(a: RoutePosture, b: RoutePosture): number {
  return (
    a.path.localeCompare(b.path) ||
    a.method.localeCompare(b.method) ||
    (a.version ?? '').localeCompare(b.version ?? '', 'en', { numeric: true })
  );
}
