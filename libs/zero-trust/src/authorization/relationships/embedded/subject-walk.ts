import type { RelationTuples } from '../tuples/tuple-store.port.js';
import type { Question } from './question.js';
import type { RelationNode } from './relation-node.js';
import { toError, tooComplex } from './resolution.js';
import type { TupleGate } from './tuple-gate.js';
import type { TupleView } from './tuple-view.js';

/** An object that the walk has come to. */
export interface WalkPlace {
  readonly objectId: number;
  /** Tuples followed so far. */
  readonly depth: number;
  /** False within what is subtracted: who is found there is no candidate, for it takes a relation away. */
  readonly isPositive: boolean;
}

/** A relation of an object that the walk has come to. */
export interface WalkVisit extends WalkPlace {
  readonly node: RelationNode;
}

/**
 * Walks from a relation of an object towards everybody who may have it, nearest first. Whom it finds is a candidate; where
 * nothing is subtracted or intersected on the way, every candidate has the relation.
 */
export class SubjectWalk {
  /** Every subject found by a tuple, by id. */
  readonly subjectIds = new Set<number>();
  /** Every userset passed on the way. */
  readonly visited: WalkVisit[] = [];
  readonly #seen = { positive: new Set<number>(), negative: new Set<number>() };
  readonly #queue: WalkVisit[] = [];

  constructor(private readonly question: Question) {}

  get view(): TupleView {
    return this.question.view;
  }

  /** @throws {RelationshipError} `resolution_too_complex` when a limit is reached: the list would be a shorter one */
  run(node: RelationNode, objectId: number): void {
    this.visit(node, { objectId, depth: 0, isPositive: true });
    // The queue grows while it is walked.
    for (const { node: next, ...place } of this.#queue) next.operand.expand(this, place);
  }

  visit(node: RelationNode, place: WalkPlace): void {
    const { maxDepth } = this.question;
    if (place.depth >= maxDepth) throw tooComplex(`${maxDepth} hops`);
    this.step();
    const seen = place.isPositive ? this.#seen.positive : this.#seen.negative;
    const key = node.visitKey(place.objectId);
    if (seen.has(key)) return;
    seen.add(key);
    const visit = { ...place, node };
    this.#queue.push(visit);
    if (place.isPositive) this.visited.push(visit);
  }

  report(subjectId: number, { isPositive }: WalkPlace): void {
    if (isPositive) this.subjectIds.add(subjectId);
  }

  /**
   * Whether the model and its condition let the tuple count.
   *
   * @throws {RelationshipError} why it cannot be told: then nobody knows whom it would lead to
   */
  counts(gate: TupleGate, tuple: WalkTuple): boolean {
    const verdict = gate.judge(this.question, tuple);
    if (typeof verdict === 'object') throw toError(verdict);
    return verdict;
  }

  step(): void {
    this.question.step(1);
  }
}

/** A tuple on the way of a walk. */
export interface WalkTuple extends WalkPlace {
  readonly tuples: RelationTuples;
  readonly subjectId: number;
  readonly kind: string;
}
