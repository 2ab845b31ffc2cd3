import { CheckSearch } from './check-search.js';
import type { Question } from './question.js';
import type { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import { toError } from './resolution.js';
import { ReverseWalk } from './reverse-walk.js';

/** A listing over a compiled model. */
export interface ObjectListing {
  readonly graph: RelationGraph;
  readonly question: Question;
  /** The relation whose objects are wanted. */
  readonly goal: RelationNode;
  /** The name of an object by id, the unknown object of a userset included. */
  readonly nameOf: (objectId: number) => string;
}

/**
 * The ids of all objects on which the subject has the goal relation. Walks from the subject towards the goal, one hop
 * of a check at a time, so that the cost follows what the subject can reach and not how many objects there are. What is
 * reached through an `and`, a `but not` or an undecided condition is checked by itself.
 *
 * @throws {RelationshipError} `resolution_too_complex` when a limit is reached, or why one object cannot be told: a
 * shorter list would be a wrong one
 */
export function listObjectIds(listing: ObjectListing): readonly number[] {
  const { question, goal } = listing;
  const found = new ReverseWalk(listing).run();
  return [...found]
    .filter(([objectId, isCertain]) => isCertain || isHeld(question, goal, objectId))
    .map(([id]) => id);
}

function isHeld(question: Question, goal: RelationNode, objectId: number): boolean {
  const outcome = new CheckSearch(question, false).run(goal, objectId);
  if (typeof outcome === 'object') throw toError(outcome);
  return outcome === 'granted';
}
