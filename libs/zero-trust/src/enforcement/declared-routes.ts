import { Inject, Injectable } from '@nestjs/common';
import { SCOPES } from '../authorization/scopes/scopes.decorator.js';
import type { RouteCatalogue } from '../kernel/route-catalogue.port.js';
import type { Constructor } from '../kernel/route-declaration.js';
import { RoutePlans } from './route-plans.js';

/** The {@link RouteCatalogue} of the compiled plans. */
@Injectable()
export class DeclaredRoutes implements RouteCatalogue {
  constructor(@Inject(RoutePlans) private readonly plans: RoutePlans) {}

  scopes(): readonly string[] {
    const declared = this.plans.all.flatMap(({ route }) => route.declared(SCOPES).flat());
    return [...new Set(declared)].toSorted();
  }

  pathOf(controller: Constructor): string | undefined {
    return this.plans.all.find(({ route }) => route.controller === controller)?.route.paths[0];
  }
}
