import type { StageName } from '../../kernel/stage.js';

/** Stages that make a caller of whoever calls, or end a version: without them nothing could be judged at all. */
export const ALWAYS_ENFORCED = [
  'check-lifecycle',
  'authenticate',
  'prove-possession',
  'check-standing',
] as const satisfies readonly StageName[];

/** A stage whose denials may be recorded instead of enforced. */
export type ReportableStage = Exclude<StageName, (typeof ALWAYS_ENFORCED)[number]>;

/** What is to be recorded only, and why. Of `stages`, `routes` and `policies` at least one is given; they narrow each other. */
export interface ReportOnlyRule {
  /** Why it is not enforced yet; shown in posture and in the log at boot. */
  readonly reason: string;
  /**
   * The stages that are recorded only.
   *
   * @defaultValue every stage but `inspect-request` and those that are always enforced
   */
  readonly stages?: readonly ReportableStage[];
  /**
   * Patterns such as `GET /v2/orders/:id`, or handlers such as `OrdersController.findOne`.
   *
   * @defaultValue every route
   */
  readonly routes?: readonly string[];
  /** Names of policies as `@Policy` has them; the others of a route stay enforced. Never together with `stages`. */
  readonly policies?: readonly string[];
  /**
   * From when on everything is enforced again, ISO 8601.
   *
   * @defaultValue no end
   */
  readonly until?: string;
}

/** Injection token of the rules of the option `reportOnly`. */
export const REPORT_ONLY_RULES = Symbol('REPORT_ONLY_RULES');

/** One stage of one route that is recorded only, as posture shows it. */
export interface ReportOnlyControl {
  readonly stage: ReportableStage;
  /** The policies, if it is only some of them. */
  readonly policies: readonly string[] | undefined;
  readonly reason: string;
  /** ISO 8601; `undefined` for no end. */
  readonly until: string | undefined;
}
