import type { Constructor } from './route-declaration.js';

/** What the application's routes say about themselves as a whole, for those who publish it. */
export interface RouteCatalogue {
  /** Every scope that some route needs, sorted. */
  scopes(): readonly string[];
  /** The first path of a controller's first route; `undefined` before the boot is over, or if it has none. */
  pathOf(controller: Constructor): string | undefined;
}

/** Injection token of the {@link RouteCatalogue} port. */
export const RouteCatalogue = Symbol('RouteCatalogue');
