import { ModelError, type ModelProblem } from './model-error.js';
import type { Place } from './model-source.js';

const MOST_PROBLEMS = 50;

/** Collects everything that is wrong with a model, so that its author mends it in one go. */
export class ModelProblems {
  readonly #problems: ModelProblem[] = [];
  #more = 0;

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** Whether more of them are only counted, so that their places need not be looked for. */
  get isFull(): boolean {
    return this.#problems.length >= MOST_PROBLEMS;
  }

  add(message: string, place?: Place): void {
    if (this.isFull) this.#more += 1;
    else this.#problems.push({ message, ...place });
  }

  /** @throws {ModelError} with everything that was added */
  throwIfAny(file: string): void {
    if (this.isEmpty) return;
    const rest = this.#more === 0 ? [] : [{ message: `and ${this.#more} more problems` }];
    throw new ModelError(file, [...this.#problems, ...rest]);
  }
}
