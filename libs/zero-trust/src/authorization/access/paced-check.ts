import type { Decision } from '../../kernel/decision.js';
import { isPromise } from '../../kernel/maybe-promise.js';
import type { StageCheck } from '../../kernel/stage.js';
import { AnswerPace } from './answer-pace.js';

/** Holds the 404s of a check, so that their time does not tell a hidden object from an absent one. */
export function paceNotFound(check: StageCheck, periodMs: number): StageCheck {
  const pace = new AnswerPace(periodMs);
  const release = (decision: Decision, begun: number): Decision | Promise<Decision> =>
    decision.effect === 'deny' && decision.kind === 'not-found' ? pace.hold(decision, begun) : decision;
  return (context) => {
    // Before the check: an engine that answers at once may still have looked at much.
    const begun = pace.begin();
    const decision = check(context);
    return isPromise(decision) ? decision.then((late) => release(late, begun)) : release(decision, begun);
  };
}
