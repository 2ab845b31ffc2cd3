import type { CheckSearch } from './check-search.js';
import type { SubjectWalk, WalkPlace } from './subject-walk.js';

/**
 * One compiled rewrite. A new construct of the language is a new class and a case in the compiler. Called for each visit
 * of the hot path, hence plain parameters.
 */
export interface Operand {
  /**
   * True when the subject is found from here; what leads further is left to the search to visit, and what cannot be told
   * is noted there.
   */
  holds(search: CheckSearch, objectId: number, depth: number): boolean;

  /** Reports every subject that is found from here, and leaves what leads further to the walk to visit. */
  expand(walk: SubjectWalk, place: WalkPlace): void;
}
