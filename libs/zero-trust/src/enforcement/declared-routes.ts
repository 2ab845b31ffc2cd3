import { Inject, Injectable } from '@nestjs/common';
import { AccessOptions } from '../authorization/access/access.options.js';
import { representedBy } from '../authorization/fields/represents.decorator.js';
import { SCOPES } from '../authorization/scopes/scopes.decorator.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity/index.js';
import type { RouteCatalogue } from '../kernel/route-catalogue.port.js';
import type { Constructor } from '../kernel/route-declaration.js';
import type { CredentialFacts, FieldFact, RouteFacts } from '../kernel/route-facts.js';
import { LifecycleOptions } from '../lifecycle/lifecycle.options.js';
import { ResolvedLimitsOptions } from '../traffic/limits/limits.options.js';
import { fieldFactsOf } from './catalogue/field-facts.js';
import { factsOf } from './catalogue/route-facts.js';
import { RoutePlans } from './route-plans.js';

/** The {@link RouteCatalogue} of the compiled plans. */
@Injectable()
export class DeclaredRoutes implements RouteCatalogue {
  constructor(
    @Inject(RoutePlans) private readonly plans: RoutePlans,
    @Inject(IDENTITY_OPTIONS) private readonly identity: ResolvedIdentityOptions,
    @Inject(AccessOptions) private readonly access: AccessOptions,
    @Inject(ResolvedLimitsOptions) private readonly limits: ResolvedLimitsOptions,
    @Inject(LifecycleOptions) private readonly lifecycle: LifecycleOptions,
  ) {}

  scopes(): readonly string[] {
    const declared = this.plans.all.flatMap(({ route }) => route.declared(SCOPES).flat());
    return [...new Set(declared)].toSorted();
  }

  pathOf(controller: Constructor): string | undefined {
    return this.plans.all.find(({ route }) => route.controller === controller)?.route.paths[0];
  }

  routes(): readonly RouteFacts[] {
    const { identity, access, limits, lifecycle } = this;
    return this.plans.all.map((plan) => factsOf(plan, { identity, access, limits, lifecycle }));
  }

  credentials(): CredentialFacts {
    const { issuers, dpop, certificates } = this.identity;
    return {
      issuers: issuers.map(({ issuer }) => issuer),
      dpopAlgorithms: dpop.algorithms,
      certificates: certificates !== undefined,
      certificatesAlone: Object.keys(certificates?.services ?? {}).length > 0,
    };
  }

  fieldsOf(type: Constructor): readonly FieldFact[] {
    return fieldFactsOf(type);
  }

  representedBy(type: Constructor): string | undefined {
    return representedBy(type)?.type;
  }
}
