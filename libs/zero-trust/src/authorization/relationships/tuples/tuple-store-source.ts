import type { MaybePromise } from '../../../kernel/maybe-promise.js';
import type { AuthorizationModel } from '../model/authorization-model.js';
import type { ObjectFilter } from '../object-filter.port.js';
import type { TransactionalWriter } from '../transactional-writer.port.js';
import type { TupleStore } from './tuple-store.port.js';

/** How a store is opened. */
export interface TupleStoreLoading {
  /** Ends the wait for it. */
  readonly signal: AbortSignal;
  /** Told how many of how many tuples are loaded. */
  readonly onLoaded: (loaded: number, total: number) => void;
}

/** Where an embedded engine keeps its tuples, as the value of its `store` option; opened once, when the application starts. */
export interface TupleStoreSource {
  /** Writes within the application's own transactions; only of a store in its database. */
  readonly writer?: TransactionalWriter;
  /** Says which objects are accessible as a condition of the database; only of a store in one. */
  filterOf?(model: AuthorizationModel): ObjectFilter;
  /** @throws {DependencyUnavailableError} when the store cannot be opened, which must stop the boot */
  open(loading: TupleStoreLoading): MaybePromise<TupleStore>;
}
