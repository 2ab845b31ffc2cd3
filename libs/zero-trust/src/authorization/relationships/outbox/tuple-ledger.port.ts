import type { MaybePromise } from '../../../kernel/maybe-promise.js';
import type {
  RelationshipRequestOptions,
  TupleChange,
  TupleFilter,
  WriteOptions,
  WriteResult,
} from '../relationship-engine.port.js';
import type { AuthorizationModel } from '../model/authorization-model.js';
import type { ObjectFilter } from '../object-filter.port.js';
import type { TransactionalWriter } from '../transactional-writer.port.js';
import type { Tuple } from '../tuple.js';

/** Where the tuples of an application truly are, such as the tables beside its rows; engines elsewhere have copies. */
export interface TupleLedger {
  /** Writes within transactions of the application, so that rows and tuples commit together. */
  readonly writer?: TransactionalWriter;

  /** Says which objects are accessible as a condition of the database; only where the tuples are in one. */
  filterOf?(model: AuthorizationModel): ObjectFilter;

  read(filter: TupleFilter, options?: RelationshipRequestOptions): MaybePromise<readonly Tuple[]>;

  /** Every tuple, page by page, so that none has to hold them all. */
  pages(options: RelationshipRequestOptions & { readonly pageSize: number }): AsyncIterable<readonly Tuple[]>;

  /**
   * Stores the change and puts it into the outbox, both or neither.
   *
   * @throws {RelationshipError} as `RelationshipEngine.write`
   */
  write(change: TupleChange, options?: WriteOptions & RelationshipRequestOptions): MaybePromise<WriteResult>;
}
