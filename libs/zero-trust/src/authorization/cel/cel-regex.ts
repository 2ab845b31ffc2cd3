import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { expandedSize, MAX_EXPANDED_SIZE } from './regex-size.js';

/** The longest regular expression, in UTF-16 code units; a longer one costs more than any condition may. */
const MAX_PATTERN_LENGTH = 400;

const PATTERNS_KEPT = 200;

/** Searches with RE2, in time linear in the text, as the Common Expression Language demands. */
export class RegexSearch {
  readonly #compiled = new LRUCache<string, RE2JS>({ max: PATTERNS_KEPT });

  /** @throws {SyntaxError} when the pattern is too long or not one of RE2 */
  matches(text: string, pattern: string): boolean {
    return this.compile(pattern).test(text);
  }

  /** @throws {SyntaxError} as {@link RegexSearch.matches} */
  compile(pattern: string): RE2JS {
    const known = this.#compiled.get(pattern);
    if (known) return known;
    if (pattern.length > MAX_PATTERN_LENGTH) {
      throw new SyntaxError(`a regular expression may have at most ${MAX_PATTERN_LENGTH} characters`);
    }
    if (expandedSize(pattern) > MAX_EXPANDED_SIZE) {
      throw new SyntaxError(
        `a regular expression may repeat its parts to at most ${MAX_EXPANDED_SIZE} in all`,
      );
    }
    const compiled = compileRe2(pattern);
    this.#compiled.set(pattern, compiled);
    return compiled;
  }
}

function compileRe2(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new SyntaxError('the regular expression is not one of RE2', { cause: error });
  }
}
