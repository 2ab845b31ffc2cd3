import type { ConditionContext } from '../conditions/condition.js';
import { parseObject } from '../names.js';
import type { CheckQuery } from '../relationship-engine.port.js';
import { contextOf, viewFor } from './question-parts.js';
import type { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import { UNKNOWN_OBJECT, type ResolutionTarget } from './resolution.js';
import { lookUpSubject } from './subject-lookup.js';
import type { TupleView } from './tuple-view.js';

/** A check whose names were looked up. */
export interface PreparedCheck {
  readonly view: TupleView;
  readonly node: RelationNode;
  readonly objectId: number;
  readonly target: ResolutionTarget;
  readonly context: ConditionContext | undefined;
}

/** @throws {RelationshipError} for what is malformed or not in the model */
export function prepareCheck(graph: RelationGraph, query: CheckQuery): PreparedCheck {
  const view = viewFor(graph, query);
  const objectId = view.idOf(query.object) ?? UNKNOWN_OBJECT;
  const known = objectId === UNKNOWN_OBJECT ? undefined : graph.find(view.kindOf(objectId), query.relation);
  // Only the slow path reads the name: it is unknown, a userset, everyone, or of a type that the model lacks.
  const node = known ?? graph.node(parseObject(query.object).type, query.relation);
  const target = lookUpSubject(graph, query, view);
  return { view, node, objectId, target, context: contextOf(query) };
}
