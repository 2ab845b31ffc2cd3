import type { Decision } from './decision.js';
import type { Finding } from './errors.js';
import type { MaybePromise } from './maybe-promise.js';
import type { RequestContext } from './request-context.js';
import type { RouteDeclaration } from './route-declaration.js';

/** The stages, named by the question that each asks. Their order is the table's in `enforcement/stages.ts`. */
export type StageName =
  | 'check-lifecycle'
  | 'authenticate'
  | 'prove-possession'
  | 'check-standing'
  | 'limit-principal'
  | 'check-services'
  | 'check-scopes'
  | 'check-freshness'
  | 'check-relationship'
  | 'check-policies'
  | 'inspect-request'
  | 'check-fields'
  | 'confirm-objects';

/** One bit for each stage, so that what a request has passed is one number. */
export const STAGE_BITS: Readonly<Record<StageName, number>> = Object.freeze({
  'check-lifecycle': 1 << 0,
  authenticate: 1 << 1,
  'prove-possession': 1 << 2,
  'check-standing': 1 << 3,
  'limit-principal': 1 << 4,
  'check-services': 1 << 5,
  'check-scopes': 1 << 6,
  'check-freshness': 1 << 7,
  'check-relationship': 1 << 8,
  'check-policies': 1 << 9,
  'inspect-request': 1 << 10,
  'check-fields': 1 << 11,
  'confirm-objects': 1 << 12,
});

/** What a stage does per request: no metadata is read any more. */
export type StageCheck = (context: RequestContext) => MaybePromise<Decision>;

/** Leaves on a request what its check, which refused it, did not. */
export type StandIn = (context: RequestContext) => void;

/** Collects what is wrong with a route; the boot stops if there is anything. */
export type ReportFinding = (finding: Omit<Finding, 'where'>) => void;

/** One question of the walk. Compiled once per route, at boot. */
export interface Stage {
  readonly name: StageName;
  /**
   * Reads the route's declarations and returns the check to run on each request, or `undefined` if the route does not
   * raise this question. Problems go to `report`.
   */
  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined;
  /**
   * For report-only mode: what leaves, on a request that the check refused, what later stages and the handler find where it
   * does not. Only needed where the check leaves something.
   */
  standIn?(route: RouteDeclaration): StandIn | undefined;
  /**
   * What the route demands here, each demand in a few words of its own (`viewer of order (params.id)`), for the posture report
   * and its comparison; none if it demands nothing.
   */
  describe(route: RouteDeclaration): readonly string[];
}
