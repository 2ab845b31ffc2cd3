import type { v1 } from '@authzed/authzed-node';
import type { RelationshipQuestionOptions } from '../../authorization/relationships/relationship-engine.port.js';

/** How fresh answers are where a question demands nothing. */
export type ConsistencyOption = 'fully_consistent' | 'minimize_latency';

/** The state that the answer to a question is to be given from. */
export function consistencyOf(
  otherwise: ConsistencyOption,
  { atLeast }: RelationshipQuestionOptions,
): v1.Consistency {
  if (otherwise === 'fully_consistent') return FULLY_CONSISTENT;
  if (atLeast === undefined) return { requirement: { oneofKind: 'minimizeLatency', minimizeLatency: true } };
  return { requirement: { oneofKind: 'atLeastAsFresh', atLeastAsFresh: { token: atLeast } } };
}

/** Exactly the state that a token names, so that several reads see one moment. */
export function snapshotOf(token: string): v1.Consistency {
  return { requirement: { oneofKind: 'atExactSnapshot', atExactSnapshot: { token } } };
}

/** The newest state there is. */
export const FULLY_CONSISTENT: v1.Consistency = {
  requirement: { oneofKind: 'fullyConsistent', fullyConsistent: true },
};
