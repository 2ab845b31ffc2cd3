import { NO_OBJECT_CHECK } from '../../authorization/access/can-access.decorator.js';
import { resolveInstant } from '../../lifecycle/resolve-instant.js';
import type { Sunsets } from '../../lifecycle/sunsets.js';
import { WEAKER_THAN, type WeakerThanDeclaration } from '../../lifecycle/weaker-than.decorator.js';
import type { RoutePlan } from '../plan.js';
import type { ReportOnlyPosture, RoutePosture, WeakerThanPosture } from './route-posture.js';

/** The posture of one compiled route, for each place and version that it answers at. */
export function posturesOf(
  { route, publicReason, controls, reportOnly }: RoutePlan,
  sunsets: Sunsets,
): readonly RoutePosture[] {
  const facts = {
    kind: 'http' as const,
    method: route.method,
    handler: route.name,
    public: publicReason ?? null,
    noObjectCheck: route.declared(NO_OBJECT_CHECK).at(-1) ?? null,
    denied: null,
    weakerThan: route.declared(WEAKER_THAN).map((declaration) => weakerThan(declaration, sunsets)),
    reportOnly: reportOnly.map(recordedOnly),
    controls,
  };
  return route.mounts.map(({ path, version }) => ({ ...facts, path, version: version ?? null }));
}

function weakerThan({ version, reason, until }: WeakerThanDeclaration, sunsets: Sunsets): WeakerThanPosture {
  const end = resolveInstant(until, sunsets);
  return { version, reason, until: end === undefined ? until : new Date(end).toISOString() };
}

function recordedOnly({
  stage,
  policies,
  reason,
  until,
}: RoutePlan['reportOnly'][number]): ReportOnlyPosture {
  return { stage, policies: policies ?? null, reason, until: until ?? null };
}
