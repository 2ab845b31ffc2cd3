import type { AuthorizationModel } from '../model/authorization-model.js';
import { PermittedTuples } from '../model/permitted-tuples.js';
import type { TupleStore } from '../tuples/tuple-store.port.js';
import { RelationNode, type TupleEdge } from './relation-node.js';
import { StoredTuples } from './tuple-view.js';

/** A type of the model. */
export interface TypeEntry {
  readonly index: number;
  /** `user:*` */
  readonly everyone: string;
  /** Whether some relation can be given to everyone of the type; set as the model is compiled. */
  takesEveryone: boolean;
}

/** A model compiled for one store: a node for each relation, linked by what grants what. */
export class RelationGraph {
  /** The tuples of the store as a question without tuples of its own sees them. */
  readonly stored: StoredTuples;
  /** Which tuples can be stored, or come with a question. */
  readonly permitted: PermittedTuples;
  /** By kind of subject, the relations that a tuple can give it. */
  readonly assignable = new Map<string, TupleEdge[]>();
  readonly #nodes = new Map<string, Map<string, RelationNode>>();
  readonly #types: ReadonlyMap<string, TypeEntry>;

  constructor(
    readonly model: AuthorizationModel,
    readonly store: TupleStore,
  ) {
    this.stored = new StoredTuples(store);
    this.permitted = new PermittedTuples(model);
    this.#types = new Map(
      model.types.map((type, index) => [type, { index, everyone: `${type}:*`, takesEveryone: false }]),
    );
    const definitions = [...model.relations()];
    for (const [index, { type, name }] of definitions.entries()) {
      const relations = this.#nodes.get(type) ?? new Map<string, RelationNode>();
      this.#nodes.set(type, relations);
      const identity = { index, count: definitions.length };
      relations.set(name, new RelationNode(type, name, store.relation(type, name), identity));
    }
  }

  /** Every relation of every type. */
  get nodes(): readonly RelationNode[] {
    return [...this.#nodes.values()].flatMap((relations) => [...relations.values()]);
  }

  get typeCount(): number {
    return this.#types.size;
  }

  /** What is known of a type, or nothing when the model lacks it. */
  type(name: string): TypeEntry | undefined {
    return this.#types.get(name);
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
}
