import { parseSubject } from '../names.js';
import type { RelationGraph } from './relation-graph.js';
import {
  UNKNOWN_OBJECT,
  UNKNOWN_SUBJECT,
  UNKNOWN_USERSET_OBJECT,
  type ResolutionTarget,
} from './resolution.js';
import type { TupleView } from './tuple-view.js';

/** A subject as it was asked for; `object` is the object of the same question, if it names one. */
export interface SubjectQuestion {
  readonly subject: string;
  readonly object?: string;
}

/**
 * Finds the subject of a question among the tuples. One that no tuple names gets an id that matches nothing, so that
 * questions never make the store grow.
 *
 * @throws {RelationshipError} `invalid_subject`, `type_not_found`, `relation_not_found`
 */
export function lookUpSubject(
  graph: RelationGraph,
  question: SubjectQuestion,
  view: TupleView,
): ResolutionTarget {
  const subjectId = view.idOf(question.subject);
  if (subjectId === undefined) return parsedTarget(graph, { ...question, view }, UNKNOWN_SUBJECT);
  // What was stored was well-formed, but its type may have left the model since: then the slow way says so.
  const kind = view.kindOf(subjectId);
  const type = graph.type(kind);
  if (type === undefined) return parsedTarget(graph, { ...question, view }, subjectId);
  const everyoneId = type.takesEveryone ? (view.idOf(type.everyone) ?? UNKNOWN_SUBJECT) : UNKNOWN_SUBJECT;
  return {
    subjectId,
    kind,
    typeIndex: type.index,
    everyoneId,
    everyoneKind: type.everyone,
    userset: undefined,
  };
}

/** `organization:acme` of `organization:acme#member` */
export function objectOfSubject(subject: string): string {
  const [object = subject] = subject.split('#', 1);
  return object;
}

interface ViewedSubject extends SubjectQuestion {
  readonly view: TupleView;
}

function parsedTarget(graph: RelationGraph, question: ViewedSubject, subjectId: number): ResolutionTarget {
  const { type, relation, wildcard } = parseSubject(question.subject);
  graph.model.assertType(type);
  const { index = -1, everyone = '' } = graph.type(type) ?? {};
  const nobody = {
    typeIndex: index,
    everyoneId: UNKNOWN_SUBJECT,
    everyoneKind: everyone,
    userset: undefined,
  };
  if (relation !== undefined) {
    const kind = `${type}#${relation}`;
    const userset = { objectId: usersetObjectId(question), relation: graph.node(type, relation) };
    return { ...nobody, subjectId, kind, userset };
  }
  if (wildcard === true) return { ...nobody, subjectId, kind: everyone };
  const everyoneId = question.view.idOf(everyone) ?? UNKNOWN_SUBJECT;
  return { ...nobody, subjectId, kind: type, everyoneId };
}

function usersetObjectId({ subject, object, view }: ViewedSubject): number {
  const ofSubject = objectOfSubject(subject);
  const unknown = ofSubject === object ? UNKNOWN_OBJECT : UNKNOWN_USERSET_OBJECT;
  return view.idOf(ofSubject) ?? unknown;
}
