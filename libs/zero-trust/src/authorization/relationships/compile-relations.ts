import {
  formatRestriction,
  type AuthorizationModel,
  type DirectRewrite,
  type Rewrite,
  type TupleToUsersetRewrite,
} from './authorization-model.js';
import {
  ComputedOperand,
  DirectOperand,
  TupleToUsersetOperand,
  UnionOperand,
  type Operand,
} from './operands.js';
import { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import type { TupleStore } from './tuple-store.port.js';

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
    node.operand = compiler.compile(node, rewrite);
  }
  for (const { type, name } of model.relations()) {
    const node = graph.node(type, name);
    node.flat = isFlat(node, graph);
  }
  return graph;
}

class RewriteCompiler {
  constructor(private readonly graph: RelationGraph) {}

  compile(node: RelationNode, rewrite: Rewrite): Operand {
    switch (rewrite.kind) {
      case 'direct':
        return this.direct(node, rewrite);
      case 'computed':
        return this.computed(node, this.graph.node(node.type, rewrite.relation));
      case 'tuple_to_userset':
        return this.tupleToUserset(node, rewrite);
      case 'union':
        return new UnionOperand(rewrite.children.map((child) => this.compile(node, child)));
      default:
        return unreachable(rewrite);
    }
  }

  private direct(node: RelationNode, { restrictions }: DirectRewrite): Operand {
    const usersets = new Map<string, RelationNode>();
    for (const restriction of restrictions) {
      const kind = formatRestriction(restriction);
      this.assign(kind, node);
      if (restriction.relation === undefined) continue;
      const source = this.graph.node(restriction.type, restriction.relation);
      usersets.set(kind, source);
      source.usersetOf.add(node);
      node.dependsOn.add(source);
      node.followsTuples = true;
    }
    const kinds = new Set(restrictions.map(formatRestriction));
    return new DirectOperand({ store: this.graph.store, tuples: node.tuples, kinds, usersets });
  }

  private assign(kind: string, node: RelationNode): void {
    const nodes = this.graph.assignable.get(kind) ?? new Set();
    this.graph.assignable.set(kind, nodes.add(node));
  }

  private computed(node: RelationNode, source: RelationNode): Operand {
    source.computedBy.add(node);
    node.dependsOn.add(source);
    return new ComputedOperand(source);
  }

  private tupleToUserset(node: RelationNode, { tupleset, computed }: TupleToUsersetRewrite): Operand {
    const { tuples } = this.graph.node(node.type, tupleset);
    const parents = new Map<string, RelationNode>();
    node.followsTuples = true;
    for (const type of this.parentTypes(node.type, tupleset)) {
      // A parent of a type without that relation grants nothing; the model is valid if one type has it.
      const source = this.graph.find(type, computed);
      if (source === undefined) continue;
      parents.set(type, source);
      source.parentOf.push({ tuples, node });
      node.dependsOn.add(source);
    }
    return new TupleToUsersetOperand({ store: this.graph.store, tuples, parents });
  }

  private parentTypes(type: string, tupleset: string): readonly string[] {
    const { rewrite } = this.graph.model.relation(type, tupleset);
    if (rewrite.kind !== 'direct') return [];
    return rewrite.restrictions
      .filter(({ relation }) => relation === undefined)
      .map((restriction) => restriction.type);
  }
}

function isFlat(node: RelationNode, graph: RelationGraph): boolean {
  const inCycle = (source: RelationNode): boolean =>
    [...source.dependsOn].some((next) => graph.sourcesOf(next).has(source));
  return [...graph.sourcesOf(node)].every((source) => !source.followsTuples && !inCycle(source));
}

function unreachable(rewrite: never): never {
  throw new RangeError(`No compiler for the rewrite ${JSON.stringify(rewrite)}`);
}
