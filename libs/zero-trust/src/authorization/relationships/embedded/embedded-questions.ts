import { parseObject } from '../names.js';
import type {
  CheckQuery,
  Explanation,
  ListObjectsQuery,
  ListSubjectsQuery,
} from '../relationship-engine.port.js';
import { quote, RelationshipError } from '../relationship-error.js';
import { Explainer } from './explain.js';
import { listObjectIds } from './list-objects.js';
import { listSubjectNames } from './list-subjects.js';
import { prepareCheck } from './prepared-check.js';
import { contextOf, viewFor } from './question-parts.js';
import { Question } from './question.js';
import type { RelationGraph } from './relation-graph.js';
import type { ResolutionLimits } from './resolution.js';
import { lookUpSubject, objectOfSubject } from './subject-lookup.js';

/** Answers what is more than a check about the tuples as they are now. */
export class EmbeddedQuestions {
  constructor(
    private readonly graph: RelationGraph,
    private readonly limits: ResolutionLimits,
  ) {}

  listObjects(query: ListObjectsQuery): readonly string[] {
    const { subject, relation, type } = query;
    const { graph, limits } = this;
    const goal = graph.node(type, relation);
    const view = viewFor(graph, query);
    const target = lookUpSubject(graph, { subject }, view);
    const context = contextOf(query);
    const bounds = { maxDepth: limits.maxDepth, maxSteps: limits.maxListSteps, isStrict: true };
    const question = new Question({ view, target, context, ...bounds });
    // The one object that can be listed without a tuple that names it is that of a userset subject.
    const ofSubject = target.userset?.objectId;
    const nameOf = (id: number): string => (id === ofSubject ? objectOfSubject(subject) : view.nameOf(id));
    return listObjectIds({ graph, question, goal, nameOf }).map(nameOf).toSorted();
  }

  listSubjects(query: ListSubjectsQuery): readonly string[] {
    const { object, relation, kind } = query;
    const { graph, limits } = this;
    this.#assertKind(kind);
    const node = graph.node(parseObject(object).type, relation);
    const view = viewFor(graph, query);
    const target = lookUpSubject(graph, { subject: object }, view);
    const context = contextOf(query);
    const bounds = { maxDepth: limits.maxDepth, maxSteps: limits.maxListSteps, isStrict: true };
    return listSubjectNames({ graph, node, object, kind, view, target, context, ...bounds }).toSorted();
  }

  explain(query: CheckQuery): Explanation {
    const { graph } = this;
    const { subject, object } = query;
    const { view, target, context, node, objectId } = prepareCheck(graph, query);
    const { maxDepth, maxCheckSteps: maxSteps } = this.limits;
    const parts = { graph, subject, view, target, context, maxDepth, maxSteps };
    const tree = new Explainer(parts).explain({ node, object, objectId });
    return { allowed: tree.outcome === 'granted', tree };
  }

  #assertKind(kind: string): void {
    if (typeof kind !== 'string')
      throw new RelationshipError('invalid_subject', `${quote(kind)} is no kind of subject`);
    const [type = '', relation] = kind.split('#');
    this.graph.model.assertType(type);
    if (relation !== undefined) this.graph.node(type, relation);
  }
}
