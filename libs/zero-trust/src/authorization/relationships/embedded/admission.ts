import type { RelationTuples } from '../tuples/tuple-store.port.js';
import type { CheckSearch } from './check-search.js';
import type { Failure } from './resolution.js';
import type { TupleGate } from './tuple-gate.js';

/**
 * Judges the conditions of those tuples of one object that lead on. As in OpenFGA, one that cannot be told to count is
 * passed over where another counts: the answer is then a deny and no error. Where a deny could grant, beneath what
 * `but not` subtracts, it stays an error.
 */
export class Admission {
  #failure: Failure | undefined;
  #hasCounted = false;

  constructor(
    private readonly search: CheckSearch,
    private readonly gate: TupleGate,
    private readonly tuples: RelationTuples,
  ) {}

  /** Called for each tuple, hence plain parameters. */
  admits(objectId: number, subjectId: number, kind: string): boolean {
    const verdict = this.gate.judge(this.search.question, { tuples: this.tuples, objectId, subjectId, kind });
    if (typeof verdict === 'boolean') {
      this.#hasCounted ||= verdict;
      return verdict;
    }
    this.#failure = verdict;
    return false;
  }

  /** After the last tuple, where none of them granted at once. */
  close(): void {
    if (this.#failure === undefined) return;
    const { seeksCycles: isSubtracted, question } = this.search;
    if (!this.#hasCounted || isSubtracted || question.isStrict) this.search.note(this.#failure);
  }
}
