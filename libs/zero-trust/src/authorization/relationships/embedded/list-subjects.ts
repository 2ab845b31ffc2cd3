import { CheckSearch } from './check-search.js';
import { Question, type QuestionParts } from './question.js';
import type { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import { toError, UNKNOWN_OBJECT } from './resolution.js';
import { lookUpSubject } from './subject-lookup.js';
import { SubjectWalk } from './subject-walk.js';

/** A listing of the subjects of one kind. */
export interface SubjectListing extends QuestionParts {
  readonly graph: RelationGraph;
  readonly node: RelationNode;
  readonly object: string;
  /** `user` or `organization#member` */
  readonly kind: string;
}

/**
 * Who has the relation on the object, by name and in no order; `user:*` stands for everyone of the type. A person is named
 * beside everyone only where a tuple names the person.
 *
 * @throws {RelationshipError} `resolution_too_complex` when a limit is reached, or why a tuple on the way cannot be told to
 * count: as OpenFGA does, also where that would change nothing
 */
export function listSubjectNames(listing: SubjectListing): readonly string[] {
  if (!canReach(listing)) return [];
  const question = new Question(listing);
  const walk = new SubjectWalk(question);
  walk.run(listing.node, listing.view.idOf(listing.object) ?? UNKNOWN_OBJECT);
  const candidates = namesOf(listing, walk);
  if (listing.node.isMonotone) return candidates;
  const budget = { left: listing.maxSteps - question.steps };
  return candidates.filter((subject) => holds(listing, subject, budget));
}

/** Whether the model has any way from subjects of the kind to the relation. */
function canReach({ graph, node, kind }: SubjectListing): boolean {
  const [type = '', relation] = kind.split('#');
  if (relation !== undefined) return node.sources.has(graph.node(type, relation));
  return node.reach[graph.type(type)?.index ?? -1] === 1;
}

function namesOf({ kind, view, object }: SubjectListing, walk: SubjectWalk): readonly string[] {
  const names = [...walk.subjectIds]
    .filter((id) => isOfKind(view.kindOf(id), kind))
    .map((id) => view.nameOf(id));
  const usersets = walk.visited
    .filter(({ node }) => `${node.type}#${node.name}` === kind)
    .map(
      ({ node, objectId }) => `${objectId === UNKNOWN_OBJECT ? object : view.nameOf(objectId)}#${node.name}`,
    );
  return [...new Set([...names, ...usersets])];
}

function isOfKind(found: string, wanted: string): boolean {
  return found === wanted || found === `${wanted}:*`;
}

/** One check of a candidate, paid from the steps of the whole listing. */
function holds(listing: SubjectListing, subject: string, budget: { left: number }): boolean {
  const { graph, view, object, node } = listing;
  const target = lookUpSubject(graph, { subject, object }, view);
  const question = new Question({ ...listing, target, maxSteps: budget.left });
  const outcome = new CheckSearch(question, false).run(node, view.idOf(object) ?? UNKNOWN_OBJECT);
  budget.left -= question.steps;
  if (typeof outcome === 'object') throw toError(outcome);
  return outcome === 'granted';
}
