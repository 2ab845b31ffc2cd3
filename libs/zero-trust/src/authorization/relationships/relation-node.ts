import type { Operand } from './operands.js';
import type { CheckSearch } from './check-search.js';
import type { RelationTuples } from './tuple-store.port.js';

/** Where a relation leads: for each of its objects, to another relation of objects that a tuple names. */
export interface ParentEdge {
  /** The tuples of the tupleset; its subjects are the parents. */
  readonly tuples: RelationTuples;
  readonly node: RelationNode;
}

/** One relation of one type, compiled. Edges point from what grants to what is granted, for listing. */
export class RelationNode {
  /** How the relation comes to hold; set once, when all nodes exist and can refer to each other. */
  operand: Operand = NEVER;
  /** Whether the rewrite itself goes on to other objects: through a userset or a tupleset. */
  followsTuples = false;
  /** True when nothing that this is derived from follows tuples or comes back here: it is looked at on the spot. */
  flat = false;
  /** The relations that this one is derived from. */
  readonly dependsOn = new Set<RelationNode>();
  /** Relations of the same type that include this one. */
  readonly computedBy = new Set<RelationNode>();
  /** Relations that a tuple can give to this one as a userset. */
  readonly usersetOf = new Set<RelationNode>();
  /** Relations that are derived from this one through a tupleset. */
  readonly parentOf: ParentEdge[] = [];

  constructor(
    readonly type: string,
    readonly name: string,
    readonly tuples: RelationTuples,
    private readonly identity: { readonly index: number; readonly count: number },
  ) {}

  /** As {@link Operand.holds}: at once where nothing further can follow, later otherwise. */
  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    if (!search.withinDepth(depth)) return false;
    if (search.isTarget(this, objectId)) return true;
    if (this.flat) return this.operand.holds(search, objectId, depth);
    search.visitLater({ node: this, objectId, depth });
    return false;
  }

  /** A number for this relation of one object that no other pair has. */
  visitKey(objectId: number): number {
    return objectId * this.identity.count + this.identity.index;
  }
}

const NEVER: Operand = { holds: () => false };
