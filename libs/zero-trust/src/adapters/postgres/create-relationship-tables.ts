import { sql } from 'kysely';
import type { RelationshipExecutor } from './relationship-database.js';
import { TUPLE_FORM } from './tuple-form.js';

/** The channel on which the database says that there are new changes; its messages are empty. */
export const RELATIONSHIP_CHANNEL = 'relationship_changes';

/** Half of the key of the advisory lock; the table's own number is the other. */
const LOCK_CLASS = 1_919_249_012;

/**
 * Creates what tuples need in the current schema of PostgreSQL 14 or later, or adds what an older table of the same name lacks; run again, it
 * changes nothing. Made for a migration of the application:
 *
 * - `relationship_tuples`: the tuples as they are now
 * - `relationship_changes`: what happened to them, in the order of the commits
 * - `relationship_cursors`: up to where whoever reads the changes has read; nothing behind the slowest is trimmed
 * - `relationship_log`: one row that names this history and says from where on it is complete
 *
 * Triggers keep the log, so that no statement on `relationship_tuples` can miss it. They serialise the transactions that
 * change tuples from the first such statement to the commit, so that a reader who has seen change 7 has seen 6.
 *
 * @example
 * ```ts
 * const migrations = { '008-relationships': { up: createRelationshipTables } };
 * ```
 */
export async function createRelationshipTables(db: RelationshipExecutor): Promise<void> {
  for (const statement of [...TUPLES, ...LOG, ...FUNCTIONS, ...TRIGGERS])
    await sql.raw(statement).execute(db);
}

const TUPLES = [
  `create table if not exists relationship_tuples (
    object text not null,
    relation text not null,
    subject text not null,
    primary key (object, relation, subject))`,
  // The parts of the object in columns of their own let a query join tuples and rows from either end.
  `alter table relationship_tuples
    add column if not exists condition jsonb,
    add column if not exists object_type text generated always as (split_part(object, ':', 1)) stored,
    add column if not exists object_id text generated always as (substr(object, strpos(object, ':') + 1)) stored`,
  // While a row that cannot be read is stored there are no answers, so that none gets in. Those of an older table stay,
  // for the follower to report; the constraint that this one replaces let some through.
  'alter table relationship_tuples drop constraint if exists relationship_tuples_form',
  `do $$ begin
    if not exists (select from pg_constraint
      where conname = 'relationship_tuples_readable' and conrelid = 'relationship_tuples'::regclass) then
      alter table relationship_tuples add constraint relationship_tuples_readable check (${TUPLE_FORM}) not valid;
    end if;
  end $$`,
  `create index if not exists relationship_tuples_by_object
    on relationship_tuples (object_type, object_id, relation, subject)`,
  `create index if not exists relationship_tuples_by_subject
    on relationship_tuples (subject, relation, object_type, object_id)`,
];

const LOG = [
  `create table if not exists relationship_changes (
    seq int8 generated always as identity primary key,
    op text not null check (op in ('write', 'delete')),
    object text not null,
    relation text not null,
    subject text not null,
    condition jsonb,
    at timestamptz(3) not null default now())`,
  `create table if not exists relationship_cursors (
    name text primary key,
    seq int8 not null,
    updated_at timestamptz(3) not null default now())`,
  `create table if not exists relationship_log (
    id int primary key check (id = 1),
    epoch text not null,
    trimmed_to int8 not null)`,
  `insert into relationship_log values (1, gen_random_uuid()::text, 0) on conflict do nothing`,
];

// Each works in the schema in which it was made, whoever calls it from wherever.
const FUNCTIONS = [
  `create or replace function relationship_lock() returns void language sql
    set search_path from current as $$
      select pg_advisory_xact_lock(${LOCK_CLASS}, 'relationship_tuples'::regclass::oid::int4)
    $$`,
  `create or replace function relationship_lock_first() returns trigger language plpgsql
    set search_path from current as $$
    begin
      perform relationship_lock();
      return null;
    end $$`,
  `create or replace function relationship_changes_notify() returns trigger language plpgsql as $$
    begin
      if exists (select from added) then
        perform pg_notify('${RELATIONSHIP_CHANNEL}', '');
      end if;
      return null;
    end $$`,
  `create or replace function relationship_tuples_log() returns trigger language plpgsql
    set search_path from current as $$
    begin
      if tg_op <> 'INSERT' then
        insert into relationship_changes (op, object, relation, subject, condition)
        select 'delete', object, relation, subject, condition from removed;
      end if;
      if tg_op <> 'DELETE' then
        insert into relationship_changes (op, object, relation, subject, condition)
        select 'write', object, relation, subject, condition from added;
      end if;
      return null;
    end $$`,
  `create or replace function relationship_tuples_keep() returns trigger language plpgsql as $$
    begin
      raise exception 'relationship_tuples must not be truncated, because the log would miss it'
        using hint = 'delete the rows instead';
    end $$`,
];

const TRIGGERS = [
  trigger('relationship_lock_first', {
    event: 'before insert or update or delete on relationship_tuples',
    call: 'relationship_lock_first',
  }),
  trigger('relationship_tuples_added', {
    event: 'after insert on relationship_tuples referencing new table as added',
    call: 'relationship_tuples_log',
  }),
  trigger('relationship_tuples_removed', {
    event: 'after delete on relationship_tuples referencing old table as removed',
    call: 'relationship_tuples_log',
  }),
  trigger('relationship_tuples_changed', {
    event: 'after update on relationship_tuples referencing old table as removed new table as added',
    call: 'relationship_tuples_log',
  }),
  trigger('relationship_tuples_keep', {
    event: 'before truncate on relationship_tuples',
    call: 'relationship_tuples_keep',
  }),
  trigger('relationship_lock_first', {
    event: 'before insert on relationship_changes',
    call: 'relationship_lock_first',
  }),
  trigger('relationship_changes_notify', {
    event: 'after insert on relationship_changes referencing new table as added',
    call: 'relationship_changes_notify',
  }),
];

function trigger(name: string, { event, call }: { readonly event: string; readonly call: string }): string {
  return `create or replace trigger ${name} ${event} for each statement execute function ${call}()`;
}
