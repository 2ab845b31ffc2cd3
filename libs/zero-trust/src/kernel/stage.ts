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
  | 'confirm-objects';

/** What a stage does per request: no metadata is read any more. */
export type StageCheck = (context: RequestContext) => MaybePromise<Decision>;

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
  /** The route's control in a few words, for the posture report; `undefined` if it has none. */
  describe(route: RouteDeclaration): string | undefined;
}
