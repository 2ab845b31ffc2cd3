import type { TupleStoreSource } from '../../authorization/relationships/tuples/tuple-store-source.js';
import { AccessibleConditions } from './accessible/accessible-conditions.js';
import { SqlTupleStore } from './sql-tuple-store.js';
import { SQL_WRITER } from './sql-writer.js';
import { resolveSqlTuplesOptions, type SqlTuplesOptions } from './sql-tuples.options.js';

/**
 * Tuples in the application's database, for `embeddedRelationships({ store })`. Each instance answers from an index in
 * its memory, which follows the log of changes.
 *
 * @throws {RelationshipError} `invalid_configuration` at once
 * @example
 * ```ts
 * ZeroTrustModule.forRoot({
 *   relationships: embeddedRelationships({ modelFile: 'order-model.fga', store: sqlTuples({ db }) }),
 * });
 * ```
 */
export function sqlTuples(options: SqlTuplesOptions): TupleStoreSource {
  const resolved = resolveSqlTuplesOptions(options);
  return Object.freeze({
    open: (loading) => SqlTupleStore.open(resolved, loading),
    writer: SQL_WRITER,
    filterOf: (model) => new AccessibleConditions({ ...resolved, model }),
  } satisfies TupleStoreSource);
}
