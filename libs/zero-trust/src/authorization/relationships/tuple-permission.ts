import { formatRestriction, type Rewrite } from './authorization-model.js';
import { parseObject, parseSubject } from './names.js';
import type { RelationGraph } from './relation-graph.js';
import { quote, RelationshipError } from './relationship-error.js';
import { formatTuple, type Tuple } from './tuple.js';

/**
 * Refuses a tuple that could never grant anything under the model: it is a mistake of whoever writes it.
 *
 * @throws {RelationshipError} `invalid_tuple`, `type_not_found`, `relation_not_found`, `invalid_object`,
 * `invalid_subject`
 */
export function assertPermitted(graph: RelationGraph, tuple: Tuple): void {
  const subject = parseSubject(tuple.subject);
  const node = graph.node(parseObject(tuple.object).type, tuple.relation);
  graph.model.assertType(subject.type);
  if (subject.relation !== undefined) graph.node(subject.type, subject.relation);
  if (graph.assignable.get(formatRestriction(subject))?.has(node) === true) return;
  const kinds = permittedKinds(graph.model.relation(node.type, node.name).rewrite);
  const rule = kinds.length === 0 ? 'no tuples, it is only derived' : `only [${kinds.join(', ')}]`;
  throw new RelationshipError(
    'invalid_tuple',
    `${quote(formatTuple(tuple))}: the model permits ${rule} for ${node.type}#${node.name}`,
  );
}

function permittedKinds(rewrite: Rewrite): readonly string[] {
  if (rewrite.kind === 'direct') return rewrite.restrictions.map(formatRestriction);
  return rewrite.kind === 'union' ? rewrite.children.flatMap(permittedKinds) : [];
}
