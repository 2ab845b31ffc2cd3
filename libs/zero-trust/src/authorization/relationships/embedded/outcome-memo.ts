import { tooComplex, type Outcome } from './resolution.js';

/** More sets within sets than any honest model and 25 tuples lead to; less than the stack holds. */
const MAX_NESTING = 200;

/** One set operation on one object, as it is reached. */
export interface MemoPlace {
  /** A number that no other operation on any other object has. */
  readonly key: number;
  readonly depth: number;
}

interface KnownOutcome {
  readonly outcome: Outcome;
  readonly depth: number;
}

/**
 * Remembers what `and` and `but not` came to on each object of one question, so that what many ways lead to is worked out
 * once, and notices when an operation leads back to itself.
 */
export class OutcomeMemo {
  readonly #known = new Map<number, KnownOutcome>();
  /** What is being worked out, by key, with its place in the order of beginning. */
  readonly #open = new Map<number, number>();
  /** The earliest operation that something within the current one led back to. */
  #leadsBackTo = Infinity;

  /**
   * The outcome, from memory where it is known. An operation that is already being worked out is a cycle.
   *
   * @throws {RelationshipError} `resolution_too_complex` when operations nest too deeply
   */
  resolve({ key, depth }: MemoPlace, work: () => Outcome): Outcome {
    const known = this.#known.get(key);
    // What ran out of depth further down may have an answer from here.
    if (known !== undefined && (known.depth <= depth || typeof known.outcome === 'string'))
      return known.outcome;
    const place = this.#open.get(key);
    if (place === undefined) return this.#workOut({ key, depth }, work);
    this.#leadsBackTo = Math.min(this.#leadsBackTo, place);
    return 'cycle';
  }

  #workOut({ key, depth }: MemoPlace, work: () => Outcome): Outcome {
    const place = this.#open.size;
    if (place >= MAX_NESTING) throw tooComplex(`${MAX_NESTING} nested set operations`);
    const outer = this.#leadsBackTo;
    this.#leadsBackTo = Infinity;
    this.#open.set(key, place);
    const outcome = work();
    this.#open.delete(key);
    const leadsOut = this.#leadsBackTo < place;
    // What rests on a cycle through an operation that has no outcome yet holds on this way only; a grant rests on none.
    if (!leadsOut || outcome === 'granted') this.#known.set(key, { outcome, depth });
    this.#leadsBackTo = leadsOut ? Math.min(outer, this.#leadsBackTo) : outer;
    return outcome;
  }
}
