import { ACCESSIBLE } from '../../authorization/access/accessible/accessible.decorator.js';
import { requirementsOf } from '../../authorization/access/can-access.decorator.js';
import { describeSource, locateObjectId } from '../../authorization/access/object-id.js';
import { permissionsOf } from '../../authorization/permissions/permission-check.js';
import { nameOfTerm } from '../../authorization/policies/policy-term.js';
import { POLICIES } from '../../authorization/policies/policy.decorator.js';
import { scopesOf } from '../../authorization/scopes/scope-check.js';
import { servicesOf } from '../../identity/certificates/check-services.stage.js';
import { freshnessRule } from '../../identity/freshness/freshness-rule.js';
import { STEP_UPS } from '../../identity/freshness/step-up.decorator.js';
import { SENDER_CONSTRAINED } from '../../identity/possession/sender-constrained.decorator.js';
import { returnsOf, unfilteredReasonOf } from '../../kernel/returns.decorator.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ObjectFact, RouteFacts, SignInFact } from '../../kernel/route-facts.js';
import { lifetimeOf } from '../../lifecycle/lifetime.js';
import { CONSUMES } from '../../traffic/validation/consumes.decorator.js';
import type { RoutePlan } from '../plan.js';
import type { CatalogueOptions } from './catalogue-options.js';
import { denialsOf } from './route-denials.js';
import { limitsOf } from './route-limits.js';

/** Everything that the plan of a route demands and answers. */
export function factsOf(plan: RoutePlan, options: CatalogueOptions): RouteFacts {
  const { route } = plan;
  const { identity } = options;
  const demands = {
    route,
    isPublic: plan.publicReason !== undefined,
    scopes: scopesOf(route),
    permissions: permissionsOf(route),
    services: servicesOf(route),
    isSenderConstrained: identity.senderConstrained || route.declared(SENDER_CONSTRAINED).length > 0,
    signIns: signInsOf(route),
    objects: objectsOf(route, options),
    lists: route.declared(ACCESSIBLE).map(({ relation, type }) => ({ relation, type })),
    policies: [...new Set(route.declared(POLICIES).flat())].map(nameOfTerm),
    limits: limitsOf(plan, options.limits),
    lifetime: lifetimeOf(route, options.lifecycle.sunsets),
    returned: unfilteredReasonOf(route) === undefined ? returnsOf(route) : undefined,
    consumes: route.declared(CONSUMES).flat(),
  };
  return { ...demands, denials: denialsOf(plan, { demands, options }) };
}

function signInsOf(route: RouteDeclaration): readonly SignInFact[] {
  return route.declared(STEP_UPS).map((stepUp) => {
    const { acceptedAcr, maxAgeSeconds, exemption } = freshnessRule(stepUp);
    // What is published needs no fingerprint of a function's code.
    return { acr: acceptedAcr, maxAgeSeconds, exempt: exemption?.replace(/#.*$/, '') };
  });
}

function objectsOf(route: RouteDeclaration, { access }: CatalogueOptions): readonly ObjectFact[] {
  return requirementsOf(route).map((requirement) => ({
    relation: requirement.relation,
    type: requirement.type,
    from: describeSource(locateObjectId(requirement, route)),
    isHidden: access.visibleBy[requirement.type] !== undefined,
  }));
}
