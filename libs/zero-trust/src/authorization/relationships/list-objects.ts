import type { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import { tooComplex, type ResolutionLimits, type ResolutionTarget } from './resolution.js';

/** A listing over a compiled model. */
export interface Listing {
  readonly graph: RelationGraph;
  readonly target: ResolutionTarget;
  /** The relation whose objects are wanted. */
  readonly goal: RelationNode;
  /** The name of an object by id, the unknown object of a userset included. */
  readonly nameOf: (objectId: number) => string;
  readonly limits: ResolutionLimits;
}

/**
 * The ids of all objects on which the subject has the goal relation. Walks from the subject towards the goal, one hop
 * of a check at a time, so that the cost follows what the subject can reach and not how many objects there are.
 *
 * @throws {RelationshipError} `resolution_too_complex` when a limit is reached: a shorter list would be a wrong one
 */
export function listObjectIds(listing: Listing): readonly number[] {
  const walk = new ReverseWalk(listing);
  walk.start();
  for (let depth = 0; walk.frontier.length > 0; depth += 1) {
    if (depth >= listing.limits.maxDepth) throw tooComplex(`${listing.limits.maxDepth} hops`);
    walk.advance();
  }
  return walk.found;
}

/** “The subject has this relation on this object.” */
interface Holding {
  readonly node: RelationNode;
  readonly objectId: number;
}

class ReverseWalk {
  readonly found: number[] = [];
  frontier: Holding[] = [];
  readonly #seen = new Set<number>();
  readonly #relevant: ReadonlySet<RelationNode>;
  #steps = 0;

  constructor(private readonly listing: Listing) {
    this.#relevant = listing.graph.sourcesOf(listing.goal);
  }

  /** What the subject has by a tuple of its own, or by being a userset. */
  start(): void {
    const { graph, target } = this.listing;
    for (const node of graph.assignable.get(target.kind) ?? []) {
      this.addAll(node, node.tuples.objects(target.subjectId));
    }
    if (target.userset) this.add(target.userset.relation, target.userset.objectId);
  }

  /** Follows every edge of what was found last. */
  advance(): void {
    const current = this.frontier;
    this.frontier = [];
    for (const { node, objectId } of current) {
      for (const next of node.computedBy) this.add(next, objectId);
      for (const edge of node.parentOf) this.addAll(edge.node, edge.tuples.objects(objectId));
      this.addUsersets(node, objectId);
    }
  }

  private addUsersets(node: RelationNode, objectId: number): void {
    if (node.usersetOf.size === 0) return;
    const usersetId = this.listing.graph.store.idOf(`${this.listing.nameOf(objectId)}#${node.name}`);
    if (usersetId === undefined) return;
    for (const next of node.usersetOf) this.addAll(next, next.tuples.objects(usersetId));
  }

  private addAll(node: RelationNode, objectIds: Iterable<number>): void {
    if (!this.#relevant.has(node)) return;
    for (const objectId of objectIds) this.add(node, objectId);
  }

  private add(node: RelationNode, objectId: number): void {
    if (!this.#relevant.has(node)) return;
    this.#steps += 1;
    if (this.#steps > this.listing.limits.maxListSteps) {
      throw tooComplex(`${this.listing.limits.maxListSteps} steps`);
    }
    const key = node.visitKey(objectId);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.frontier.push({ node, objectId });
    if (node === this.listing.goal) this.found.push(objectId);
  }
}
