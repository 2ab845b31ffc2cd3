import type { AuthorizationModel } from './authorization-model.js';
import { RelationNode } from './relation-node.js';
import type { TupleStore } from './tuple-store.port.js';

/** A model compiled for one store: a node for each relation, linked by what grants what. */
export class RelationGraph {
  /** By kind of subject, the relations that a tuple can give it. */
  readonly assignable = new Map<string, Set<RelationNode>>();
  readonly #nodes = new Map<string, Map<string, RelationNode>>();
  readonly #sources = new Map<RelationNode, ReadonlySet<RelationNode>>();

  constructor(
    readonly model: AuthorizationModel,
    readonly store: TupleStore,
  ) {
    const definitions = [...model.relations()];
    for (const [index, { type, name }] of definitions.entries()) {
      const relations = this.#nodes.get(type) ?? new Map<string, RelationNode>();
      this.#nodes.set(type, relations);
      const identity = { index, count: definitions.length };
      relations.set(name, new RelationNode(type, name, store.relation(type, name), identity));
    }
  }

  find(type: string, relation: string): RelationNode | undefined {
    return this.#nodes.get(type)?.get(relation);
  }

  /** @throws {RelationshipError} `type_not_found` or `relation_not_found` */
  node(type: string, relation: string): RelationNode {
    const node = this.find(type, relation);
    if (node) return node;
    this.model.relation(type, relation);
    throw new RangeError(`Relation ${relation} of type ${type} was not compiled`);
  }

  /** A relation and all those that it can be derived from; a listing need look at no other. */
  sourcesOf(goal: RelationNode): ReadonlySet<RelationNode> {
    const known = this.#sources.get(goal);
    if (known) return known;
    const sources = new Set([goal]);
    // A set visits what is added while it is walked, so this is the whole closure.
    for (const node of sources) for (const source of node.dependsOn) sources.add(source);
    this.#sources.set(goal, sources);
    return sources;
  }
}
