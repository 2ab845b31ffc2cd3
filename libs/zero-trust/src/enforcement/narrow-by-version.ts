import type { MatchedRoute } from './route-table.js';

/**
 * The candidates that answer one of the versions that a request asks for; none if there is no such version. A handler that is
 * neutral only answers any version; one that is neutral among others answers a request that asks for none.
 */
export function narrowByVersion(
  candidates: readonly MatchedRoute[],
  requested: readonly string[],
): readonly MatchedRoute[] {
  return candidates.filter(({ path, plan }) => {
    const versions = plan.route.mounts.filter((mount) => mount.path === path).map(({ version }) => version);
    if (versions.every((version) => version === undefined)) return true;
    return requested.length === 0
      ? versions.includes(undefined)
      : requested.some((version) => versions.includes(version));
  });
}
