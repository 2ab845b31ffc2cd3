import type { AnswerFilter } from '../authorization/fields/answer-filters.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { StageCheck, StageName } from '../kernel/stage.js';
import type { JudgedBy } from '../kernel/request-context.js';
import type { ReportOnlyControl } from './report-only/report-only.options.js';
import type { Trial } from './report-only/trial.js';
import type { GuardPart } from './stages.js';

/** One question that a route raises, ready to be asked. */
export interface PlanStep {
  readonly name: StageName;
  /** The stage's own of {@link STAGE_BITS}. */
  readonly bit: number;
  readonly part: GuardPart;
  readonly beforeBody: boolean;
  readonly check: StageCheck;
  /** Report-only mode: what is asked beside it, and only recorded; `undefined` where everything is enforced. */
  readonly trial?: Trial | undefined;
}

/** Everything that is asked before a handler runs, compiled at boot; no metadata is read per request. */
export interface RoutePlan {
  readonly route: RouteDeclaration;
  /** What is to be done, for policies: the name given by `@Action`, or else the handler. */
  readonly action: string;
  /** Why the route is open to everybody; `undefined` if it is not. */
  readonly publicReason: string | undefined;
  /** Whether admission counts its requests by address; a liveness probe must not depend on where they are counted. */
  readonly skipsAddressLimit: boolean;
  /** In the order of the stage table. */
  readonly steps: readonly PlanStep[];
  /** The bits of all steps together. */
  readonly stageBits: number;
  /** The steps that admission asks. */
  readonly stepsBeforeBody: readonly PlanStep[];
  /** What each stage demands of the route, one by one; a stage that demands nothing is left out. */
  readonly controls: Readonly<Partial<Record<StageName, readonly string[]>>>;
  /** What of it is recorded only; empty where everything is enforced. */
  readonly reportOnly: readonly ReportOnlyControl[];
  /** What of the handler's answer leaves. */
  readonly filterAnswer: AnswerFilter;
  /** Whether the handler may write nothing by itself. */
  readonly sealsAnswer: boolean;
  /** For the audit record. */
  readonly judgedBy: JudgedBy;
}
