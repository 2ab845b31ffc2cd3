import type { RelationNode } from './relation-node.js';
import { tooComplex, type ResolutionLimits, type ResolutionTarget } from './resolution.js';

/**
 * One check: looks for the subject among everything that leads to a relation of an object, nearest first. So each
 * relation of each object is visited once, cycles end by themselves, no stack grows with the tuples, and what is cut at
 * the depth limit is out of reach by every way.
 */
export class CheckSearch {
  readonly #limits: ResolutionLimits;
  readonly #usersetObjectId: number | undefined;
  readonly #usersetRelation: RelationNode | undefined;
  #steps = 0;
  #truncated = false;
  /** Made when first needed: most checks end without a visit to remember. */
  #pending: Visits | undefined;

  constructor(
    readonly target: ResolutionTarget,
    limits: ResolutionLimits,
  ) {
    this.#limits = limits;
    this.#usersetObjectId = target.userset?.objectId;
    this.#usersetRelation = target.userset?.relation;
  }

  /** @throws {RelationshipError} `resolution_too_complex` when a limit was reached before a grant was found */
  run(node: RelationNode, objectId: number): boolean {
    if (this.isTarget(node, objectId)) return true;
    if (node.operand.holds(this, objectId, 0)) return true;
    for (let visit = this.#pending?.next(); visit; visit = this.#pending?.next()) {
      if (visit.node.operand.holds(this, visit.objectId, visit.depth)) return true;
    }
    if (this.#truncated) throw tooComplex(`${this.#limits.maxDepth} hops`);
    return false;
  }

  isTarget(node: RelationNode, objectId: number): boolean {
    return this.#usersetRelation === node && this.#usersetObjectId === objectId;
  }

  withinDepth(depth: number): boolean {
    if (depth < this.#limits.maxDepth) return true;
    this.#truncated = true;
    return false;
  }

  /** Puts a relation of an object off until everything nearer was looked at. */
  visitLater(visit: Visit): void {
    this.#pending ??= new Visits();
    this.#pending.add(visit);
  }

  /** @throws {RelationshipError} `resolution_too_complex` past the limit on steps */
  step(): void {
    this.#steps += 1;
    if (this.#steps > this.#limits.maxCheckSteps) throw tooComplex(`${this.#limits.maxCheckSteps} steps`);
  }
}

/** A relation of an object to look at, so many hops from where the check began. */
export interface Visit {
  readonly node: RelationNode;
  readonly objectId: number;
  readonly depth: number;
}

/** First in, first out, and each relation of each object only once. */
class Visits {
  readonly #queue: Visit[] = [];
  readonly #seen = new Set<number>();
  #head = 0;

  add(visit: Visit): void {
    const key = visit.node.visitKey(visit.objectId);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#queue.push(visit);
  }

  next(): Visit | undefined {
    const visit = this.#queue[this.#head];
    this.#head += 1;
    return visit;
  }
}
