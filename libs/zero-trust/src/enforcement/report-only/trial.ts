import type { Allow, Decision } from '../../kernel/decision.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { StageCheck, StageName, StandIn } from '../../kernel/stage.js';

/** What a step asks beside what it enforces: a refusal is recorded, and the request goes on. */
export interface Trial {
  readonly check: StageCheck;
  readonly standIn: StandIn | undefined;
  /** Whether its time is up: from then on it is enforced. */
  isOver(): boolean;
}

/** What came of a trial. */
export interface TrialOutcome {
  readonly context: RequestContext;
  readonly stage: StageName;
  readonly trial: Trial;
  /** What the enforced part of the step said. */
  readonly enforced: Allow;
  readonly verdict: Decision;
  /** What was to be masked in the answer before. */
  readonly masks: RequestContext['masks'];
}

/** The decision of the step: a refusal, and what was to be masked, count only once the trial is over. */
export function settleTrial(outcome: TrialOutcome): Decision {
  const { context, stage, trial, enforced, verdict } = outcome;
  const isOver = trial.isOver();
  if (!isOver) context.masks = outcome.masks;
  if (verdict.effect === 'allow') return enforced.evidence === undefined ? verdict : enforced;
  if (isOver) return verdict;
  context.recordWouldDeny(stage, verdict);
  standIn(trial, context);
  return enforced;
}

/** What it cannot leave is missed by whoever needs it, who then refuses by itself. */
function standIn(trial: Trial, context: RequestContext): void {
  try {
    trial.standIn?.(context);
  } catch {
    // The check has failed in the same way, and that has been recorded.
  }
}
