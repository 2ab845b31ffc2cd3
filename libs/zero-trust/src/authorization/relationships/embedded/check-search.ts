import { hasCycle, type EdgesByVisit } from './cycles.js';
import type { Question } from './question.js';
import type { RelationNode } from './relation-node.js';
import { limitReached, type Failure, type Outcome } from './resolution.js';
import type { Branch } from './set-operands.js';
import type { GatedTuple, TupleGate } from './tuple-gate.js';

/**
 * Looks for the subject among everything that leads to a relation of an object, nearest first. So each relation of each
 * object is visited once, cycles end by themselves, no stack grows with the tuples, and what is cut at the depth limit is
 * out of reach by every way. What `and` and `but not` combine is searched apart, branch by branch.
 */
export class CheckSearch {
  readonly question: Question;
  /** Whether a cycle within makes another outcome than a deny; see {@link Outcome}. */
  readonly seeksCycles: boolean;
  #failure: Failure | undefined;
  #cycle = false;
  /** Made when first needed: most checks end without a visit to remember. */
  #pending: Visits | undefined;
  #edges: EdgesByVisit | undefined;
  #current: Visit | undefined;

  constructor(question: Question, seeksCycles: boolean) {
    this.question = question;
    this.seeksCycles = seeksCycles;
  }

  /** @throws {RelationshipError} `resolution_too_complex` past the limit on steps */
  run(node: RelationNode, objectId: number): Outcome {
    if (node.isTarget(this.question.target, objectId)) return 'granted';
    if (!node.canReach(this.question.target)) return 'denied';
    this.#current = { node, objectId, depth: 0 };
    return this.#explore(node.operand.holds(this, objectId, 0));
  }

  /** The outcome of one branch of a set operation. */
  branch({ operand, objectId, depth, seeksCycles }: Branch): Outcome {
    const search = new CheckSearch(this.question, seeksCycles);
    return search.#explore(operand.holds(search, objectId, depth));
  }

  /** Whether the model and its condition let the tuple count. */
  admits(gate: TupleGate, tuple: GatedTuple): boolean {
    const verdict = gate.judge(this.question, tuple);
    return typeof verdict === 'boolean' ? verdict : this.note(verdict);
  }

  /** Remembers what else than a plain deny came of a part. @returns whether it granted */
  note(outcome: Outcome): boolean {
    if (outcome === 'granted') return true;
    if (outcome === 'cycle') this.#cycle = true;
    else if (outcome !== 'denied') this.#failure = outcome;
    return false;
  }

  withinDepth(depth: number): boolean {
    if (depth < this.question.maxDepth) return true;
    this.#failure = limitReached(`${this.question.maxDepth} hops`);
    return false;
  }

  /** Puts a relation of an object off until everything nearer was looked at. */
  visitLater(visit: Visit): void {
    this.#pending ??= new Visits();
    this.#pending.add(visit);
    if (this.seeksCycles) this.#remember(visit);
  }

  #explore(isGranted: boolean): Outcome {
    if (isGranted) return 'granted';
    for (let visit = this.#pending?.next(); visit; visit = this.#pending?.next()) {
      this.#current = visit;
      if (visit.node.operand.holds(this, visit.objectId, visit.depth)) return 'granted';
    }
    if (this.#failure !== undefined) return this.#failure;
    return this.#cycle || (this.#edges !== undefined && hasCycle(this.#edges)) ? 'cycle' : 'denied';
  }

  #remember({ node, objectId }: Visit): void {
    if (this.#current === undefined) return;
    this.#edges ??= new Map();
    const from = this.#current.node.visitKey(this.#current.objectId);
    const edges = this.#edges.get(from) ?? [];
    this.#edges.set(from, edges);
    edges.push(node.visitKey(objectId));
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
