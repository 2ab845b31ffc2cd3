import { Kysely, PostgresDialect, sql } from 'kysely';
import { createOutboxTables, createRelationshipTables } from 'nestjs-zero-trust/postgres';
import { Pool } from 'pg';

/** The one table of an application that makes orders. */
export interface OrderTables {
  readonly orders: { readonly id: string };
}

/** A connection that is not closed by errors of idle clients. */
export function openOrderTables(url: string): Kysely<OrderTables> {
  const pool = new Pool({
    connectionString: url,
    max: 6,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  pool.on('error', () => undefined);
  return new Kysely<OrderTables>({ dialect: new PostgresDialect({ pool }) });
}

/** Makes the tables in an empty database. */
export async function createOrderTables(db: Kysely<OrderTables>): Promise<void> {
  await sql`create table orders (id text primary key)`.execute(db);
  await createRelationshipTables(db);
  await createOutboxTables(db);
}
