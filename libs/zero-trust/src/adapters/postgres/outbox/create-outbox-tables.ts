import { sql } from 'kysely';
import type { RelationshipExecutor } from '../relationship-database.js';

/**
 * Creates what an outbox needs beside the tables of `createRelationshipTables()`, in the current schema; run again, it
 * changes nothing. Made for a migration of the application:
 *
 * - `relationship_outboxes`: one row for each engine that is delivered to, with who delivers and until when
 * - `relationship_outbox_parked`: changes that an engine refused, and later ones of the same objects
 */
export async function createOutboxTables(db: RelationshipExecutor): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
}

const TABLES = [
  `create table if not exists relationship_outboxes (
    name text primary key,
    holder text,
    fence int8 not null default 0,
    lease_until timestamptz(3) not null default '-infinity')`,
  `create table if not exists relationship_outbox_parked (
    outbox text not null,
    seq int8 not null,
    op text not null,
    object text not null,
    relation text not null,
    subject text not null,
    condition jsonb,
    at timestamptz(3) not null,
    primary key (outbox, seq))`,
];
