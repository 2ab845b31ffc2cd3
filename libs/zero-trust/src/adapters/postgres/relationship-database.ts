import type { QueryExecutorProvider } from 'kysely';

/** Whatever runs a statement: a Kysely instance of any schema, or a transaction of it. */
export interface RelationshipExecutor extends QueryExecutorProvider {
  readonly isTransaction?: boolean;
}

/** What tuples need of a Kysely instance on PostgreSQL or PGlite, whatever other tables it knows. */
export interface RelationshipDatabase extends RelationshipExecutor {
  transaction(): RelationshipTransactions;
}

/** As Kysely begins transactions. */
export interface RelationshipTransactions {
  setIsolationLevel(level: 'read committed' | 'repeatable read'): RelationshipTransactions;
  execute<Result>(callback: (transaction: RelationshipExecutor) => Promise<Result>): Promise<Result>;
}
