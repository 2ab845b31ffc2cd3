import { withoutNames } from '../discovery/registered-route.js';
import { covers, overlaps } from '../discovery/path-patterns.js';
import type { RoutePosture } from './route-posture.js';

/** How the routes of two postures stand to each other. */
export interface RouteMatches {
  /** Former routes that are no more as they were, each with what may answer its requests now; nothing if it is gone. */
  readonly changed: readonly (readonly [old: RoutePosture, now: readonly RoutePosture[]])[];
  /** New ways in, each with the former, guarded ways that it is wider than. */
  readonly added: readonly (readonly [now: RoutePosture, widens: readonly RoutePosture[]])[];
}

/**
 * Finds what answers the requests of former routes: the same route, or one for more methods, versions or paths. Several routes
 * may have one key (hosts, say): which of them answers is not known here, so that each is compared with all.
 */
export function matchRoutes(old: readonly RoutePosture[], now: readonly RoutePosture[]): RouteMatches {
  const before = without(old, now);
  const after = without(now, old);
  const known = new Set(old.map(keyOf));
  const arrived = after.filter((route) => !known.has(keyOf(route)));
  const changed = before.map((route) => [route, successorsOf(route, { now, after, arrived })] as const);
  // Of handlers that are gone it was said above what answers now.
  const kept = new Set(now.map(keyOf));
  const guarded = old.filter((route) => route.kind === 'raw' || kept.has(keyOf(route)));
  return {
    changed: [...changed, ...doubled(after, before, old)],
    added: arrived.map((route) => [route, guarded.filter((other) => widens(route, other))]),
  };
}

/** Those that the other side does not have just so, as often as each stands there. */
function without(routes: readonly RoutePosture[], others: readonly RoutePosture[]): readonly RoutePosture[] {
  const rest = others.map(textOf);
  return routes.filter((route) => {
    const index = rest.indexOf(textOf(route));
    if (index !== -1) rest.splice(index, 1);
    return index === -1;
  });
}

/** A second route with the key of one that stayed as it was: it may answer in its place. */
function doubled(
  after: readonly RoutePosture[],
  before: readonly RoutePosture[],
  old: readonly RoutePosture[],
): RouteMatches['changed'] {
  const compared = new Set(before.map(keyOf));
  return after.flatMap((route) => {
    const key = keyOf(route);
    const former = compared.has(key) ? undefined : old.find((other) => keyOf(other) === key);
    return former === undefined ? [] : [[former, [route]] as const];
  });
}

interface Candidates {
  readonly now: readonly RoutePosture[];
  /** Those that were not there just so. */
  readonly after: readonly RoutePosture[];
  /** Those whose key is new. */
  readonly arrived: readonly RoutePosture[];
}

function successorsOf(route: RoutePosture, { now, after, arrived }: Candidates): readonly RoutePosture[] {
  const isSame = (other: RoutePosture): boolean => keyOf(other) === keyOf(route);
  const same = after.some(isSame) ? after.filter(isSame) : now.filter(isSame);
  if (same.length > 0 || route.kind !== 'http') return same;
  // What was there before and still asks for something is no successor: it did not come to answer these requests.
  return now.filter(
    (other) =>
      answersSome(other, route) && (isOpen(other) || arrived.includes(other) || isWider(other, route)),
  );
}

/** Another method or version of the very same path. */
function isWider(other: RoutePosture, route: RoutePosture): boolean {
  return withoutNames(other.path) === withoutNames(route.path);
}

function answersSome(other: RoutePosture, route: RoutePosture): boolean {
  return sharesRequests(other, route) && overlaps(other.path, route.path);
}

/** An open way in over one that is guarded, or a raw one over another. */
function widens(route: RoutePosture, former: RoutePosture): boolean {
  if (!isOpen(route) || !sharesRequests(route, former)) return false;
  return (former.kind === 'raw' ? route.kind === 'raw' : !isOpen(former)) && covers(route.path, former.path);
}

function sharesRequests(one: RoutePosture, other: RoutePosture): boolean {
  const isMethod = one.method === other.method || [one.method, other.method].includes('ALL');
  const isVersion = one.version === other.version || [one.version, other.version].includes(null);
  return isMethod && isVersion && [one, other].every(({ kind }) => kind === 'http' || kind === 'raw');
}

function isOpen({ public: reason, denied }: RoutePosture): boolean {
  return reason !== null && denied === null;
}

/** The names of parameters may change without the route becoming another. */
function keyOf({ kind, method, path, version }: RoutePosture): string {
  return JSON.stringify([kind, method, withoutNames(path), version]);
}

function textOf(route: RoutePosture): string {
  return `${keyOf(route)} ${JSON.stringify({ ...route, path: withoutNames(route.path) })}`;
}
