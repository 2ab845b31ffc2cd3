import type { RoutePosture } from '../../enforcement/posture/route-posture.js';

/** Something about a route that a reviewer should look at first. */
export interface WeakSpot {
  readonly route: RoutePosture;
  readonly what: string;
  readonly why: string;
}

type Look = (route: RoutePosture) => readonly Omit<WeakSpot, 'route'>[];

const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE', 'ALL'];

/** Declared on purpose, each of them, and each less than a route could demand. The most serious come first. */
const LOOKS: readonly Look[] = [
  ({ reportOnly }) =>
    reportOnly.map(({ stage, policies, reason, until }) => ({
      what: `recorded only: ${policies?.join(', ') ?? stage}${until === null ? '' : `, until ${until.slice(0, 10)}`}`,
      why: reason,
    })),
  ({ weakerThan }) =>
    weakerThan.map(({ version, reason, until }) => ({
      what: `weaker than version ${version} until ${until.slice(0, 10)}`,
      why: reason,
    })),
  ({ kind, public: reason }) =>
    kind === 'raw' ? [{ what: 'outside of every guard', why: reason ?? '' }] : [],
  ({ kind, method, public: reason }) =>
    kind === 'http' && reason !== null && CHANGING.includes(method)
      ? [{ what: 'changes something, open to everybody', why: reason }]
      : [],
  ({ kind, public: reason, controls }) =>
    kind === 'http' && reason === null && controls['limit-principal'] === undefined
      ? [{ what: 'no limit', why: '@SkipThrottle' }]
      : [],
  ({ noObjectCheck }) =>
    noObjectCheck === null ? [] : [{ what: 'names an object that nothing checks', why: noObjectCheck }],
];

/** What a reviewer should look at first. */
export function weakSpots(routes: readonly RoutePosture[]): readonly WeakSpot[] {
  return LOOKS.flatMap((look) => routes.flatMap((route) => look(route).map((spot) => ({ route, ...spot }))));
}
