import type { TupleChange, WriteOptions, WriteResult } from './relationship-engine.port.js';

/**
 * Changes tuples within a transaction of the application's own, where its database keeps them: a port that the value of the
 * option `relationships` may bring along.
 */
export interface TransactionalWriter {
  /**
   * @returns the token that names the state with the change, once the transaction has committed
   * @throws {RelationshipError} as `RelationshipEngine.write`, but for what only a model can tell
   */
  write(transaction: object, change: TupleChange, options?: WriteOptions): Promise<WriteResult>;
}

/** Injection token of the {@link TransactionalWriter}; `undefined` where tuples are kept elsewhere. */
export const TransactionalWriter = Symbol('TransactionalWriter');
