import { Kysely, type Dialect } from 'kysely';
import { BoundedDriver } from './bounded-driver.js';
import { GuardedConnections, type GuardedConnectionsOptions } from './guarded-connections.js';

/** Two handles of one database; destroying either one ends both. */
export interface GuardedKysely<Schema> {
  /** For the application: waits have limits, errors of the database are the application's own. */
  readonly db: Kysely<Schema>;
  /** For migrations: each statement has the limit too, but errors are the driver's own. */
  readonly plain: Kysely<Schema>;
}

/** Puts the limits and the translation of errors between a dialect and everybody who queries through it. */
export function guardDialect<Schema>(
  dialect: Dialect,
  options: Omit<GuardedConnectionsOptions, 'connections' | 'driver'>,
): GuardedKysely<Schema> {
  const driver = new BoundedDriver(dialect.createDriver(), options.timeoutMs);
  const bounded: Dialect = {
    createDriver: () => driver,
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
  const plain = new Kysely<Schema>({ dialect: bounded });
  const executor = plain.getExecutor();
  const connections = new GuardedConnections({ ...options, connections: executor, driver });
  const db = new Kysely<Schema>({
    config: { dialect: bounded },
    dialect: bounded,
    driver,
    executor: executor.withConnectionProvider(connections),
  });
  return { db, plain };
}
