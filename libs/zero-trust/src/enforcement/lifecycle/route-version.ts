import type { RouteMount } from '../../kernel/route-declaration.js';

/** What a place that answers every other version is called beside versions that have names. */
const NEUTRAL = 'neutral';

/** The versions of a route's places as one text, `1` or `1, 2`; `undefined` where none of them has a version. */
export function versionsOf(mounts: readonly Pick<RouteMount, 'version'>[]): string | undefined {
  if (mounts.every(({ version }) => version === undefined)) return undefined;
  return [...new Set(mounts.map(({ version }) => version ?? NEUTRAL))].join(', ');
}
