import { withDeadline } from '../../../kernel/deadline.js';
import type { MaybePromise } from '../../../kernel/maybe-promise.js';
import { parseTuple, type Tuple, type TupleLike } from '../tuple.js';

/** Where the first tuples come from: the tuples themselves, or a function that loads them at start. */
export type TupleSource = Iterable<TupleLike> | ((signal: AbortSignal) => MaybePromise<Iterable<TupleLike>>);

/** The tuples to start with, and how long they may take. */
export interface TupleInput {
  readonly tuples: TupleSource;
  readonly loadTimeoutSeconds: number;
}

/**
 * @throws {RelationshipError} what is wrong with a tuple
 * @throws {DependencyUnavailableError} when the tuples take too long
 */
export async function loadTuples({ tuples, loadTimeoutSeconds }: TupleInput): Promise<readonly Tuple[]> {
  if (typeof tuples !== 'function') return Array.from(tuples, parseTuple);
  const deadline = { dependency: 'relationship tuples', timeoutMs: loadTimeoutSeconds * 1000 };
  return Array.from(await withDeadline(deadline, tuples), parseTuple);
}
