import { LRUCache } from 'lru-cache';
import type {
  CheckQuery,
  RelationshipQuestionOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import { formatTuple } from '../../authorization/relationships/tuple.js';

const MAX_DECISIONS = 10_000;

/** Tells the time in milliseconds, like `performance`. */
export interface Stopwatch {
  now(): number;
}

/** What bounds a {@link DecisionCache}. */
export interface DecisionCacheOptions {
  readonly seconds: number;
  /** @defaultValue `performance` */
  readonly stopwatch?: Stopwatch;
}

/**
 * Remembers answers to checks for a declared time; with 0 seconds, nothing. An answer is kept only if nothing was
 * changed while it was on its way: it may be older than the change.
 */
export class DecisionCache {
  readonly #decisions: LRUCache<string, boolean> | undefined;
  #changes = 0;

  constructor({ seconds, stopwatch = performance }: DecisionCacheOptions) {
    if (seconds === 0) return;
    this.#decisions = new LRUCache({
      max: MAX_DECISIONS,
      ttl: seconds * 1000,
      ttlResolution: 0,
      perf: stopwatch,
    });
  }

  /** The remembered answer, or the one that `ask` gives. */
  async answer({ query, options, ask }: Question): Promise<boolean> {
    const decisions = this.#decisions;
    if (decisions === undefined || !isPlain(query, options)) return ask();
    const key = formatTuple(query);
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const changes = this.#changes;
    const allowed = await ask();
    if (changes === this.#changes) decisions.set(key, allowed);
    return allowed;
  }

  /** Forgets everything: called before a change is sent and again when its outcome is known. */
  clear(): void {
    this.#changes += 1;
    this.#decisions?.clear();
  }
}

/** A check, and how to ask the server. */
export interface Question {
  readonly query: CheckQuery;
  readonly options: RelationshipQuestionOptions;
  readonly ask: () => Promise<boolean>;
}

function isPlain(
  { context, contextualTuples }: CheckQuery,
  { atLeast }: RelationshipQuestionOptions,
): boolean {
  return context === undefined && contextualTuples === undefined && atLeast === undefined;
}
