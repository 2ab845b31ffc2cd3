import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { StageCheck, StageName } from '../kernel/stage.js';
import type { GuardPart } from './stages.js';

/** One question that a route raises, ready to be asked. */
export interface PlanStep {
  readonly name: StageName;
  readonly part: GuardPart;
  readonly beforeBody: boolean;
  readonly check: StageCheck;
}

/** Everything that is asked before a handler runs, compiled at boot; no metadata is read per request. */
export interface RoutePlan {
  readonly route: RouteDeclaration;
  /** Why the route is open to everybody; `undefined` if it is not. */
  readonly publicReason: string | undefined;
  /** Whether admission counts its requests by address; a liveness probe must not depend on where they are counted. */
  readonly skipsAddressLimit: boolean;
  /** In the order of the stage table. */
  readonly steps: readonly PlanStep[];
  /** The steps that admission asks. */
  readonly stepsBeforeBody: readonly PlanStep[];
  /** What each stage says of the route, for the posture report. */
  readonly controls: Readonly<Partial<Record<StageName, string>>>;
}
