import type { TransactionalWriter } from '../../authorization/relationships/transactional-writer.port.js';
import type { RelationshipExecutor } from './relationship-database.js';
import { writeTuples } from './write-tuples.js';

/** Writes tuples within transactions of the database. The port knows no Kysely: whoever calls hands in a transaction of it. */
export const SQL_WRITER: TransactionalWriter = Object.freeze({
  write: (transaction, change, options) => writeTuples(transaction as RelationshipExecutor, change, options),
} satisfies TransactionalWriter);
