import type { CheckSearch } from './check-search.js';
import type { Operand } from './operand.js';
import type { Outcome } from './resolution.js';
import type { SubjectWalk, WalkPlace } from './subject-walk.js';

/** Numbers of the set operations of one model, to tell them apart in memory. */
export interface OperationIdentity {
  readonly index: number;
  readonly count: number;
}

/** One branch of a set operation, from an object on. */
export interface Branch {
  readonly operand: Operand;
  readonly objectId: number;
  readonly depth: number;
  /** Whether a cycle of tuples within decides, as it does in what `but not` subtracts. */
  readonly seeksCycles: boolean;
}

/** An operation whose branches must each come to an outcome of their own, unlike those of a union. */
abstract class SetOperand implements Operand {
  constructor(private readonly identity: OperationIdentity) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    const { index, count } = this.identity;
    const number = objectId * count + index;
    const key = 2 * number + (search.seeksCycles ? 1 : 0);
    const outcome = search.question.memo.resolve({ key, depth }, () => this.combine(search, objectId, depth));
    return search.note(outcome);
  }

  abstract expand(walk: SubjectWalk, place: WalkPlace): void;

  protected abstract combine(search: CheckSearch, objectId: number, depth: number): Outcome;
}

/** `a and b` */
export class IntersectionOperand extends SetOperand {
  constructor(
    identity: OperationIdentity,
    private readonly operands: readonly Operand[],
  ) {
    super(identity);
  }

  /** One certain deny decides, whatever the others failed at. */
  protected combine(search: CheckSearch, objectId: number, depth: number): Outcome {
    let worst: Outcome = 'granted';
    for (const operand of this.operands) {
      const outcome = search.branch({ operand, objectId, depth, seeksCycles: search.seeksCycles });
      if (outcome === 'denied' || outcome === 'cycle') return outcome;
      if (outcome !== 'granted') worst = outcome;
    }
    return worst;
  }

  expand(walk: SubjectWalk, place: WalkPlace): void {
    for (const operand of this.operands) operand.expand(walk, place);
  }
}

/** The two sides of `a but not b`. */
export interface Difference {
  readonly base: Operand;
  readonly subtract: Operand;
}

/** `a but not b` */
export class DifferenceOperand extends SetOperand {
  constructor(
    identity: OperationIdentity,
    private readonly sides: Difference,
  ) {
    super(identity);
  }

  /** Denies unless the subtracted part is certainly not held: a failure or a cycle there is no grant. */
  protected combine(search: CheckSearch, objectId: number, depth: number): Outcome {
    const { base, subtract } = this.sides;
    const held = search.branch({ operand: base, objectId, depth, seeksCycles: search.seeksCycles });
    if (held === 'denied' || held === 'cycle') return held;
    const taken = search.branch({ operand: subtract, objectId, depth, seeksCycles: true });
    if (taken === 'granted') return 'denied';
    if (taken === 'cycle') return 'cycle';
    return taken === 'denied' ? held : taken;
  }

  expand(walk: SubjectWalk, place: WalkPlace): void {
    this.sides.base.expand(walk, place);
    this.sides.subtract.expand(walk, { ...place, isPositive: !place.isPositive });
  }
}
