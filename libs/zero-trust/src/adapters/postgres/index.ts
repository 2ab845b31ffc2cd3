export { AccessibleConditions, type AccessibleConditionsParts } from './accessible/accessible-conditions.js';
export { whereAccessible } from './accessible/where-accessible.js';
export { readChanges, readHead, trimChanges } from './change-log.js';
export type { ChangePage, ChangePageRequest, ChangeRow, LogHead, TrimRequest } from './change-log.js';
export { createRelationshipTables, RELATIONSHIP_CHANNEL } from './create-relationship-tables.js';
export { createOutboxTables } from './outbox/create-outbox-tables.js';
export { sqlOutbox, type SqlOutboxOptions } from './outbox/sql-outbox.js';
export { sqlTupleLedger } from './outbox/sql-tuple-ledger.js';
export {
  postgresListener,
  type NotificationClient,
  type PostgresListenerOptions,
} from './postgres-listener.js';
export type {
  RelationshipDatabase,
  RelationshipExecutor,
  RelationshipTransactions,
} from './relationship-database.js';
export { sqlTuples } from './sql-tuples.js';
export type { ListenFunction, SqlTuplesOptions } from './sql-tuples.options.js';
export { writeTuples } from './write-tuples.js';
