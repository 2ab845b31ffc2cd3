import type { AuthorizationModel } from '../model/authorization-model.js';
import type { TupleStore } from '../tuples/tuple-store.port.js';
import { analyzeRelations } from './analyze-relations.js';
import { compileNearGrants } from './compile-near-grants.js';
import { RelationGraph } from './relation-graph.js';
import { RewriteCompiler } from './rewrite-compiler.js';

/**
 * Compiles a model once, so that a check follows references and looks nothing up by name.
 *
 * @throws {RelationshipError} `type_not_found` or `relation_not_found` when the model refers to what it lacks
 */
export function compileRelations(model: AuthorizationModel, store: TupleStore): RelationGraph {
  const graph = new RelationGraph(model, store);
  const compiler = new RewriteCompiler(graph);
  for (const { type, name, rewrite } of model.relations()) {
    const node = graph.node(type, name);
    node.operand = compiler.compile(rewrite, { node, isGrant: true, isCertain: true });
  }
  compileNearGrants(graph.nodes);
  analyzeRelations(graph.nodes, graph.typeCount);
  return graph;
}
