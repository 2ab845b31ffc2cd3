import type {
  RelationshipQuestionOptions,
  RelationshipRequestOptions,
  TupleChange,
  WriteOptions,
  WriteResult,
} from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { TupleIndex } from '../../authorization/relationships/tuples/tuple-index.js';
import type { TupleStore } from '../../authorization/relationships/tuples/tuple-store.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { ChangeFollower } from './change-follower.js';
import type { ResolvedSqlTuplesOptions } from './sql-tuples.options.js';
import { TupleReplica, type LoadListener } from './tuple-replica.js';
import { writeTuples } from './write-tuples.js';

/** Tuples in a database, with an index in memory that follows it. */
export class SqlTupleStore extends TupleIndex implements TupleStore {
  readonly #follower: ChangeFollower;

  private constructor(private readonly options: ResolvedSqlTuplesOptions) {
    super();
    const { db, timeoutMs } = options;
    this.#follower = new ChangeFollower(new TupleReplica({ db, index: this, timeoutMs }), options);
  }

  /** A store with every tuple loaded. */
  static async open(options: ResolvedSqlTuplesOptions, loading: StoreLoading): Promise<SqlTupleStore> {
    const store = new SqlTupleStore(options);
    await store.#follower.start(loading.signal, loading.onLoaded);
    return store;
  }

  ensureFresh(options?: RelationshipQuestionOptions): MaybePromise<void> {
    return this.#follower.ensureFresh(options);
  }

  /**
   * @throws {RelationshipError} as `TupleStore.write`
   * @throws {DependencyUnavailableError} when the database fails or is too slow; the change may still come to be
   */
  async write(
    change: TupleChange,
    options: WriteOptions & RelationshipRequestOptions = {},
  ): Promise<WriteResult> {
    const written = await this.#commit(change, options);
    // The change is made; where it cannot be seen in time, a question with the token says so.
    const seen = Promise.resolve().then(() => this.#follower.ensureFresh({ atLeast: written.token }));
    await seen.catch(() => undefined);
    return written;
  }

  /** Follows no longer. */
  close(): Promise<void> {
    return this.#follower.close();
  }

  async #commit(change: TupleChange, options: WriteOptions): Promise<WriteResult> {
    const { db, timeoutMs } = this.options;
    try {
      return await withDeadline({ dependency: 'relationship tuples', timeoutMs }, () =>
        db.transaction().execute((transaction) => writeTuples(transaction, change, options)),
      );
    } catch (error) {
      if (error instanceof RelationshipError || error instanceof DependencyUnavailableError) throw error;
      throw new DependencyUnavailableError('relationship tuples', 'the change was not stored', {
        cause: error,
      });
    }
  }
}

/** How the first load is bounded and watched. */
export interface StoreLoading {
  readonly signal: AbortSignal;
  readonly onLoaded: LoadListener;
}
