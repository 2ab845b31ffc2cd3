import type { LifetimeFact, RouteFacts } from '../../kernel/route-facts.js';

type Extensions = Readonly<Record<string, unknown>>;

/** What OpenAPI has no words for, each under a name of its own; what a route does not demand is left out. */
export function extensionsOf(route: RouteFacts): Extensions {
  const { permissions, services, isSenderConstrained, isPublic, policies } = route;
  const extensions = {
    'x-can-access': accessOf(route),
    'x-permissions': permissions,
    'x-policies': policies,
    'x-rate-limit': limitsOf(route),
    'x-sender-constrained': isSenderConstrained && !isPublic ? true : undefined,
    'x-services': services,
    'x-step-up': route.signIns.map(({ acr, maxAgeSeconds, exempt }) => given({ acr, maxAgeSeconds, exempt })),
    ...lifetimeExtensions(route.lifetime),
  };
  return given(extensions);
}

function accessOf({ objects, lists }: RouteFacts): readonly Extensions[] {
  return [
    ...objects.map(({ relation, type, from, isHidden }) => ({ relation, type, id: from, hidden: isHidden })),
    ...lists.map(({ relation, type }) => ({ relation, type, list: true })),
  ];
}

function limitsOf({ limits }: RouteFacts): readonly Extensions[] {
  return limits.map(({ per, isOfRoute, limit, windowSeconds }) => ({
    per,
    of: isOfRoute ? 'route' : 'all',
    limit,
    windowSeconds,
  }));
}

function lifetimeExtensions(lifetime: LifetimeFact | undefined): Extensions {
  if (lifetime === undefined) return {};
  const { deprecatedSince, end, successor, docs, brownouts } = lifetime;
  const windows = brownouts.map(({ from, until }) => ({ from: iso(from), until: iso(until) }));
  return {
    'x-deprecation': given({ since: iso(deprecatedSince), docs }),
    'x-sunset': end === undefined ? undefined : given({ date: iso(end), successor, brownouts: windows }),
  };
}

function iso(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** Without what is not there, and without empty lists. */
function given(values: Extensions): Extensions {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
