import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { ConsistencyToken, RelationshipRequestOptions } from './relationship-engine.port.js';

/** Hears of changes that the application commits in transactions of its own. */
export interface CommitListener {
  /**
   * Takes note of a committed change at once, instead of with the next look at the database.
   *
   * @throws {DependencyUnavailableError} when that takes too long; the change is committed all the same
   */
  onCommitted(token: ConsistencyToken, options?: RelationshipRequestOptions): MaybePromise<void>;
}

/** The engine as a listener; `undefined` for one whose tuples are in no database of the application. */
export function commitListenerOf(engine: object): CommitListener | undefined {
  return 'onCommitted' in engine && typeof engine.onCommitted === 'function'
    ? (engine as CommitListener)
    : undefined;
}
