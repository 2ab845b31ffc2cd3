import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** What a new password must be. */
export interface PasswordPolicyOptions {
  /** @defaultValue 12 */
  readonly minLength?: number;
  /** Longer ones are not estimated, because the time that it takes grows with the length. @defaultValue 128 */
  readonly maxLength?: number;
  /** 0 to 4; 3 is safe against about 10^8 guesses and more. @defaultValue 3 */
  readonly minScore?: number;
}

/** Why a password is not accepted. */
export type PasswordProblem = 'too-short' | 'too-long' | 'too-guessable';

const MAX_PERSONAL_WORDS = 16;

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/**
 * Judges new passwords by how hard they are to guess, not by classes of characters: lists of common and breached
 * passwords, words, names, keyboard patterns, repetitions, and what an attacker knows of the person.
 *
 * @see NIST SP 800-63B, section 3.1.1.2
 */
export class PasswordPolicy {
  readonly #options: Required<PasswordPolicyOptions>;

  constructor({ minLength = 12, maxLength = 128, minScore = 3 }: PasswordPolicyOptions = {}) {
    this.#options = { minLength, maxLength, minScore };
  }

  /**
   * @param personal name, address and the like: words that an attacker who knows the person tries first
   * @returns `undefined` for a password that may be used
   */
  problemOf(password: string, personal: readonly string[] = []): PasswordProblem | undefined {
    const { minLength, maxLength, minScore } = this.#options;
    if (password.length < minLength) return 'too-short';
    if (password.length > maxLength) return 'too-long';
    const { score } = estimator.check(password, wordsOf(personal, maxLength));
    return score < minScore ? 'too-guessable' : undefined;
  }
}

/** Bounded: the estimate takes longer with each word. */
function wordsOf(personal: readonly string[], maxLength: number): string[] {
  return personal
    .map((text) => text.slice(0, maxLength))
    .flatMap((text) => [text, ...text.split(/[\s@.]+/)])
    .slice(0, MAX_PERSONAL_WORDS);
}
