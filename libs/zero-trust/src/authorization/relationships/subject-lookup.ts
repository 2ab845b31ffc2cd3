import { parseSubject } from './names.js';
import type { RelationGraph } from './relation-graph.js';
import {
  UNKNOWN_OBJECT,
  UNKNOWN_SUBJECT,
  UNKNOWN_USERSET_OBJECT,
  type ResolutionTarget,
} from './resolution.js';

/** A subject as it was asked for; `object` is the object of the same question, if it names one. */
export interface SubjectQuestion {
  readonly subject: string;
  readonly object?: string;
}

/**
 * Finds the subject of a question in the store. One that no tuple names gets an id that matches nothing, so that
 * questions never make the store grow.
 *
 * @throws {RelationshipError} `invalid_subject`, `type_not_found`, `relation_not_found`
 */
export function lookUpSubject(graph: RelationGraph, question: SubjectQuestion): ResolutionTarget {
  const subjectId = graph.store.idOf(question.subject);
  if (subjectId === undefined || isUserset(graph, subjectId)) return parsedTarget(graph, question, subjectId);
  const kind = graph.store.kindOf(subjectId);
  // What was stored was well-formed, but its type may have left the model since.
  graph.model.assertType(kind);
  return { subjectId, kind };
}

/** `organization:acme` of `organization:acme#member` */
export function objectOfSubject(subject: string): string {
  const [object = subject] = subject.split('#', 1);
  return object;
}

function isUserset({ store }: RelationGraph, subjectId: number): boolean {
  return store.objectOf(subjectId) !== subjectId;
}

function parsedTarget(
  graph: RelationGraph,
  { subject, object }: SubjectQuestion,
  subjectId: number = UNKNOWN_SUBJECT,
): ResolutionTarget {
  const { type, relation } = parseSubject(subject);
  graph.model.assertType(type);
  if (relation === undefined) return { subjectId, kind: type };
  const ofSubject = objectOfSubject(subject);
  const unknown = ofSubject === object ? UNKNOWN_OBJECT : UNKNOWN_USERSET_OBJECT;
  const objectId = graph.store.idOf(ofSubject) ?? unknown;
  const userset = { objectId, relation: graph.node(type, relation) };
  return { subjectId, kind: `${type}#${relation}`, userset };
}
