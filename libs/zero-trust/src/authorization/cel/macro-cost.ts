import { MAX_EXPRESSION_COST } from './expression-cost.js';

/** What a macro that goes over a collection costs beside what it is told to do with each element. */
export interface MacroCost {
  /** For each element, by what the macro's body came to. */
  readonly perElement: (body: unknown) => number;
  /** Once, when it is done. */
  readonly atEnd: number;
  /** Once, when it is done before it has seen all elements. */
  readonly atEarlyEnd: number;
}

const NO_EARLY_END = { atEarlyEnd: 0 } as const;
const APPEND = 12;

/**
 * The costs of a macro, or nothing when it is none.
 *
 * @param operands - how many there are beside the collection
 */
export function macroCost(name: string, operands: number): MacroCost | undefined {
  switch (name) {
    case 'all':
      return { perElement: () => 3, atEnd: 1, atEarlyEnd: 2 };
    case 'exists':
      return { perElement: () => 4, atEnd: 1, atEarlyEnd: 3 };
    case 'exists_one':
      return { perElement: (holds) => (holds === true ? 2 : 0), atEnd: 2, ...NO_EARLY_END };
    case 'filter':
      return { perElement: (holds) => (holds === true ? APPEND + 1 : 0), atEnd: 1, ...NO_EARLY_END };
    case 'map':
      return operands > 2
        ? { perElement: (holds) => (holds === true ? APPEND : 0), atEnd: 1, ...NO_EARLY_END }
        : { perElement: () => APPEND, atEnd: 1, ...NO_EARLY_END };
    default:
      return undefined;
  }
}

/** How many elements a collection has. */
export function elementsOf(collection: unknown): number {
  if (Array.isArray(collection)) return collection.length;
  return collection instanceof Map ? collection.size : MAX_EXPRESSION_COST;
}
