import type { ExplanationNode } from '../relationship-engine.port.js';
import { hasCycle, tooComplex } from './walk-outcomes.js';

/** The rule of a step that was answered elsewhere in the same tree. */
export const ANSWERED = 'answered before';

/** Nodes that one walk may make or show once more: more than anybody reads, and milliseconds of work. */
const MAX_STEPS = 10_000;

/** What one walk has found out, so that no question is followed twice, and how far it may still go. */
export class WalkMemo {
  readonly #answers = new Map<string, ExplanationNode>();
  /** How many nodes a shown answer has: a tree that names the same part often is as large as if it were copied. */
  readonly #sizes = new WeakMap<ExplanationNode, number>();
  #left = MAX_STEPS;

  /** @throws {RelationshipError} `resolution_too_complex` when the walk has gone too far */
  countSteps(steps = 1): void {
    this.#left -= steps;
    if (this.#left < 0) throw tooComplex(`${MAX_STEPS} steps`);
  }

  /**
   * The answer of before, in full only where it grants: what grants is shown with its way.
   *
   * @throws {RelationshipError} `resolution_too_complex` when the walk has gone too far
   */
  find(question: string): ExplanationNode | undefined {
    const known = this.#answers.get(question);
    if (known === undefined) return undefined;
    if (known.outcome !== 'granted') {
      return { question, rule: ANSWERED, outcome: known.outcome, children: [] };
    }
    this.countSteps(this.#sizeOf(known));
    return known;
  }

  /** An answer that came of asking in a circle holds only where it was asked. */
  keep(question: string, answer: ExplanationNode): ExplanationNode {
    if (!hasCycle(answer)) this.#answers.set(question, answer);
    return answer;
  }

  #sizeOf(node: ExplanationNode): number {
    const size = this.#sizes.get(node) ?? node.children.reduce((sum, child) => sum + this.#sizeOf(child), 1);
    this.#sizes.set(node, size);
    return size;
  }
}
