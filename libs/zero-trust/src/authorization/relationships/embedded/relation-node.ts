import type { TypeRestriction } from '../model/authorization-model.js';
import type { RelationTuples } from '../tuples/tuple-store.port.js';
import type { CheckSearch } from './check-search.js';
import { NOTHING_NEAR, type DirectGrant, type NearGrants, type ParentGrant } from './near-grants.js';
import type { Operand } from './operand.js';
import type { ResolutionTarget } from './resolution.js';
import type { TupleGate } from './tuple-gate.js';

/** Where a relation leads on the same object. */
export interface GrantEdge {
  readonly node: RelationNode;
  /** False where more than this must hold: the edge makes an object a candidate and no more. */
  readonly isCertain: boolean;
}

/** Where a relation leads through tuples: for each of its objects, to another relation of objects that a tuple names. */
export interface TupleEdge extends GrantEdge {
  /** The tuples of the assigned relation or the tupleset. */
  readonly tuples: RelationTuples;
  readonly gate: TupleGate;
}

/** One relation of one type, compiled. Edges point from what grants to what is granted, for listing. */
export class RelationNode {
  /** How the relation comes to hold; set once, when all nodes exist and can refer to each other. */
  operand: Operand = NEVER;
  /** The kinds of subjects that a tuple may give this relation to. */
  restrictions: readonly TypeRestriction[] = [];
  /** Whether the rewrite itself goes on to other objects: through a userset or a tupleset. */
  followsTuples = false;
  /** Whether the rewrite itself has an `and` or a `but not`. */
  combinesSets = false;
  /** True when nothing that this is derived from follows tuples or comes back here: it is looked at on the spot. */
  flat = false;
  /** Whether nothing that this is derived from combines sets: then whatever leads here grants. */
  isMonotone = false;
  /** By {@link ResolutionTarget.typeIndex}: 1 where a subject of the type can have this relation at all. */
  reach = new Uint8Array(0);
  /** The relations of the same object that the rewrite names, as often as it names them. */
  readonly computes: RelationNode[] = [];
  /** The tuples of this relation, where they grant it by themselves. */
  readonly ownGrants: DirectGrant[] = [];
  /** The relations of the same object that grant this one by themselves. */
  readonly includes: RelationNode[] = [];
  /** The parents whose relation grants this one by itself. */
  readonly parentGrants: ParentGrant[] = [];
  /** What a check tries before it searches; set once, when all nodes are compiled. */
  near: NearGrants = NOTHING_NEAR;
  /** The relations that this one is derived from, in one step. */
  readonly dependsOn = new Set<RelationNode>();
  /** Relations of the same type that include this one. */
  readonly computedBy: GrantEdge[] = [];
  /** Relations that a tuple can give to this one as a userset. */
  readonly usersetOf: TupleEdge[] = [];
  /** Relations that are derived from this one through a tupleset. */
  readonly parentOf: TupleEdge[] = [];
  #sources: ReadonlySet<RelationNode> | undefined;

  constructor(
    readonly type: string,
    readonly name: string,
    readonly tuples: RelationTuples,
    private readonly identity: { readonly index: number; readonly count: number },
  ) {}

  /** This relation and all those that it can be derived from; a listing need look at no other. */
  get sources(): ReadonlySet<RelationNode> {
    this.#sources ??= closureOf(this);
    return this.#sources;
  }

  /** As {@link Operand.holds}: at once where nothing further can follow, later otherwise. */
  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    const { target } = search.question;
    if (!search.withinDepth(depth)) return false;
    if (target.userset !== undefined && this.isTarget(target, objectId)) return true;
    if (!this.canReach(target)) return false;
    if (this.flat) return this.operand.holds(search, objectId, depth);
    search.visitLater({ node: this, objectId, depth });
    return false;
  }

  /** Whether the subject is this relation of that object: a userset has its own relation without any tuple. */
  isTarget({ userset }: ResolutionTarget, objectId: number): boolean {
    return userset !== undefined && userset.relation === this && userset.objectId === objectId;
  }

  /** Whether the model has any way from a subject like this to the relation. */
  canReach({ userset, typeIndex }: ResolutionTarget): boolean {
    return userset === undefined ? this.reach[typeIndex] === 1 : this.sources.has(userset.relation);
  }

  /** A number for this relation of one object that no other pair has. */
  visitKey(objectId: number): number {
    return objectId * this.identity.count + this.identity.index;
  }
}

function closureOf(node: RelationNode): ReadonlySet<RelationNode> {
  const sources = new Set([node]);
  // A set visits what is added while it is walked, so this is the whole closure.
  for (const source of sources) for (const next of source.dependsOn) sources.add(next);
  return sources;
}

const NEVER: Operand = { holds: () => false, expand: () => undefined };
