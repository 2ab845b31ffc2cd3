import type { Deny } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { CheckQuery, RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { askOne, assertDecided, type Refused } from './engine-questions.js';
import { hidden, relationMissing, type RefusedQuestion } from './refusals.js';

/** A question that was not answered with yes. */
export interface RefusedAccess {
  readonly query: CheckQuery;
  readonly answer: Refused | undefined;
  /** The relation without which the object is hidden; `undefined` if its type never is. */
  readonly visibleBy: string | undefined;
}

/**
 * Hidden objects answer as absent ones do; what may be seen but not acted on answers 403.
 *
 * @throws DependencyUnavailableError if the engine gave up on a question about an object that the caller may know of
 */
export function refuseAccess(
  engine: RelationshipEngine,
  { query, answer, visibleBy }: RefusedAccess,
): MaybePromise<Deny> {
  const refused = { ...query, because: answer?.because };
  if (visibleBy === undefined) return missing(refused, answer);
  if (visibleBy === query.relation) return hidden(refused, visibleBy);
  return chain(askOne(engine, { ...query, relation: visibleBy }), (seen) =>
    seen.granted
      ? missing(refused, answer)
      : hidden({ ...refused, because: refused.because ?? seen.because }, visibleBy),
  );
}

function missing(question: RefusedQuestion, answer: Refused | undefined): Deny {
  assertDecided(answer);
  return relationMissing(question);
}
