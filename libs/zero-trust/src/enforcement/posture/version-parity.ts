import { versionFields } from '../../authorization/fields/version-fields.js';
import type { Finding } from '../../kernel/errors.js';
import { WEAKER_THAN, type WeakerThanDeclaration } from '../../lifecycle/weaker-than.decorator.js';
import type { RoutePlan } from '../plan.js';
import { compareRoutes } from './compare-postures.js';
import type { RoutePosture } from './route-posture.js';
import { routeVersions, type RouteVersion } from './route-versions.js';

/** Two versions of one route. */
interface VersionPair {
  readonly older: RouteVersion;
  readonly newer: RouteVersion;
}

/**
 * Problems with older versions of routes that demand less than newer ones: whom one refuses could use the other. And with
 * excuses for it that excuse nothing, which would hide the next control that is forgotten.
 */
export function parityFindings(plans: readonly RoutePlan[]): readonly Finding[] {
  const used = new Set<WeakerThanDeclaration>();
  const findings = pairsOf(plans).flatMap((pair) => {
    const differences = differencesOf(pair);
    if (differences.length === 0) return [];
    const excuses = excusesFor(pair);
    for (const excuse of excuses) used.add(excuse);
    return excuses.length > 0 ? [] : [weaker(pair, differences)];
  });
  return [...findings, ...unusedExcuses(plans, used)];
}

function pairsOf(plans: readonly RoutePlan[]): readonly VersionPair[] {
  return [...routeVersions(plans).values()].flatMap((versions) =>
    versions.flatMap((older) =>
      versions.filter((newer) => isOlder(older, newer)).map((newer) => ({ older, newer })),
    ),
  );
}

function isOlder(older: RouteVersion, newer: RouteVersion): boolean {
  const methods = [older.posture.method, newer.posture.method];
  if (methods[0] !== methods[1] && !methods.includes('ALL')) return false;
  if (older.version === newer.version) return false;
  // Whatever answers any version answers those that came before this one, and those that come after.
  if (older.version === undefined || newer.version === undefined) return true;
  return older.version.localeCompare(newer.version, 'en', { numeric: true }) < 0;
}

function differencesOf({ older, newer }: VersionPair): readonly string[] {
  const fields = versionFields(newer.plan.route, older.plan.route);
  return compareRoutes(withFields(newer.posture, fields.newer), withFields(older.posture, fields.older))
    .filter(({ isWeaker }) => isWeaker)
    .map(({ control, before, after }) => `${control}: ${before ?? 'none'} → ${after ?? 'none'}`);
}

function withFields(posture: RoutePosture, fields: readonly string[]): RoutePosture {
  return { ...posture, controls: { ...posture.controls, 'check-fields': fields } };
}

function excusesFor({ older, newer }: VersionPair): readonly WeakerThanDeclaration[] {
  return older.plan.route.declared(WEAKER_THAN).filter(({ version }) => version === nameOf(newer));
}

/** As `@WeakerThan` names it. */
function nameOf({ version }: RouteVersion): string {
  return version ?? 'neutral';
}

function weaker({ older, newer }: VersionPair, differences: readonly string[]): Finding {
  return {
    where: whereOf(older),
    problem: `demands less than version ${nameOf(newer)} (${newer.plan.route.name}): ${differences.join('; ')}`,
    remedy: `Demand the same, end it, or say why and until when: @WeakerThan('${nameOf(newer)}', { reason: '…', until: '2027-12-31' }).`,
  };
}

function unusedExcuses(
  plans: readonly RoutePlan[],
  used: ReadonlySet<WeakerThanDeclaration>,
): readonly Finding[] {
  const holders = new Map<WeakerThanDeclaration, RoutePlan>();
  for (const plan of plans) {
    for (const declaration of plan.route.declared(WEAKER_THAN)) {
      if (!used.has(declaration) && !holders.has(declaration)) holders.set(declaration, plan);
    }
  }
  return [...holders].map(([{ version }, { route }]) => ({
    where: `${route.name} (${route.method} ${route.paths.join(', ')})`,
    problem: `@WeakerThan('${version}') excuses nothing: there is no newer version ${version} that demands more`,
    remedy: 'Remove it, or name the newer version of the same method and path.',
  }));
}

function whereOf({ plan, posture: { method, path, version } }: RouteVersion): string {
  return `${plan.route.name} (${method} ${path}${version === null ? '' : `, version ${version}`})`;
}
