import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createOutboxTables, createRelationshipTables } from 'nestjs-zero-trust/postgres';

async function createOrders(db: Kysely<unknown>): Promise<void> {
  await sql`create table organizations (id text primary key, time_zone text not null)`.execute(db);
  await sql`create table orders (
    id text primary key,
    organization_id text not null references organizations (id),
    creator_id text not null,
    customer_name text not null,
    customer_email text not null,
    status text not null check (status in ('pending', 'approved')),
    total_cents int8 not null check (total_cents >= 0),
    currency text not null,
    classification text not null check (classification in ('internal', 'confidential')),
    sensitive boolean not null,
    internal_notes text,
    margin_cents int8,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null)`.execute(db);
  await sql`create index orders_newest on orders (created_at desc, id)`.execute(db);
  await sql`create table order_items (
    order_id text not null references orders (id) on delete cascade,
    position int not null,
    sku text not null,
    quantity int not null check (quantity > 0),
    unit_price_cents int8 not null check (unit_price_cents >= 0),
    primary key (order_id, position),
    unique (order_id, sku))`.execute(db);
}

async function createRelationshipTuples(db: Kysely<unknown>): Promise<void> {
  await sql`create table relationship_tuples (
    object text not null,
    relation text not null,
    subject text not null,
    primary key (object, relation, subject))`.execute(db);
}

async function createInventory(db: Kysely<unknown>): Promise<void> {
  await sql`create table inventory (
    sku text primary key,
    name text not null,
    quantity int not null check (quantity >= 0),
    unit_price_cents int8 not null check (unit_price_cents >= 0))`.execute(db);
}

async function createRegistrations(db: Kysely<unknown>): Promise<void> {
  await sql`create table registrations (
    id text primary key,
    email text not null unique,
    display_name text not null,
    password_hash text not null,
    created_at timestamptz(3) not null)`.execute(db);
}

async function createSettings(db: Kysely<unknown>): Promise<void> {
  await sql`create table settings (name text primary key, value text not null)`.execute(db);
}

async function createStanding(db: Kysely<unknown>): Promise<void> {
  await sql`create table standing_head (
    id int primary key check (id = 1),
    epoch text not null,
    position int8 not null)`.execute(db);
  await sql`insert into standing_head values (1, gen_random_uuid()::text, 0)`.execute(db);
  await sql`create table standing_facts (
    key text primary key,
    value int8 not null check (value >= 0),
    expires_at timestamptz(3),
    position int8 not null unique)`.execute(db);
  await sql`create index standing_expiries on standing_facts (expires_at)`.execute(db);
}

/** Once an account is handed over, its password is the authorization server's alone. */
async function createHandovers(db: Kysely<unknown>): Promise<void> {
  await sql`alter table registrations alter column password_hash drop not null`.execute(db);
  await sql`alter table registrations add column handed_over_at timestamptz(3)`.execute(db);
  await sql`alter table registrations add check ((password_hash is null) = (handed_over_at is not null))`.execute(
    db,
  );
  await sql`create index registrations_waiting on registrations (created_at)
    where handed_over_at is null`.execute(db);
}

/** Tuples get a log of changes, which instances follow and which is delivered to engines elsewhere; those stored stay. */
async function createRelationshipLog(db: Kysely<unknown>): Promise<void> {
  await createRelationshipTables(db);
  await createOutboxTables(db);
}

/** Of somebody who was deleted, the id is kept alone: until the authorization server knows, and so that it stays deleted. */
async function createDeletedUsers(db: Kysely<unknown>): Promise<void> {
  await sql`create table deleted_users (
    id text primary key,
    deleted_at timestamptz(3) not null,
    account_closed_at timestamptz(3))`.execute(db);
  await sql`create index deleted_users_waiting on deleted_users (deleted_at)
    where account_closed_at is null`.execute(db);
}

/** The schema's history; a migration that was released is never edited. */
export const ORDERS_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-orders': { up: createOrders },
  '002-relationship-tuples': { up: createRelationshipTuples },
  '003-inventory': { up: createInventory },
  '004-registrations': { up: createRegistrations },
  '005-settings': { up: createSettings },
  '006-standing': { up: createStanding },
  '007-handovers': { up: createHandovers },
  '008-relationship-log': { up: createRelationshipLog },
  '009-deleted-users': { up: createDeletedUsers },
};
