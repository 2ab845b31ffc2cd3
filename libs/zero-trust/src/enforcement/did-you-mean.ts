import { closest, distance } from 'fastest-levenshtein';

/** Two letters that changed places are two mistakes, also in a word of four. */
const LETTERS_PER_MISTAKE = 3;

/**
 * Asks whether a known name was meant: `Did you mean 'issuers'?`.
 *
 * @returns `undefined` where no known name is near what was typed
 */
export function didYouMean(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(typed, known);
  const mistakes = distance(typed.toLowerCase(), nearest.toLowerCase());
  const isNear = mistakes <= Math.ceil(typed.length / LETTERS_PER_MISTAKE);
  return isNear ? `Did you mean '${nearest}'?` : undefined;
}
