import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const IDENTITY_COLUMNS = sql`
  scopes text not null,
  roles text not null,
  clearance int not null,
  tier text not null,
  department text not null,
  demo boolean not null`;

async function createIdentities(db: Kysely<unknown>): Promise<void> {
  await sql`create table accounts (
    id text primary key,
    email text not null unique,
    password_hash text not null,
    ${IDENTITY_COLUMNS})`.execute(db);
  await sql`create table clients (
    id text primary key,
    sub text not null unique,
    public_jwk jsonb not null,
    ${IDENTITY_COLUMNS})`.execute(db);
}

async function createRefreshTokens(db: Kysely<unknown>): Promise<void> {
  await sql`create table refresh_families (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    authenticated_at int8 not null,
    revoked_at int8)`.execute(db);
  await sql`create table refresh_tokens (
    hash text primary key,
    family_id text not null references refresh_families (id) on delete cascade,
    expires_at int8 not null,
    used_at int8)`.execute(db);
  await sql`create index refresh_tokens_family on refresh_tokens (family_id)`.execute(db);
  await sql`create index refresh_tokens_expiry on refresh_tokens (expires_at)`.execute(db);
}

async function createLoginProtection(db: Kysely<unknown>): Promise<void> {
  await sql`create table login_attempts (
    account_key text not null,
    address text not null,
    failures int not null,
    locked_until int8 not null,
    last_attempt_at int8 not null,
    primary key (account_key, address))`.execute(db);
  await sql`create table address_failures (
    address text primary key,
    failures int not null,
    window_ends_at int8 not null)`.execute(db);
  await sql`create table used_assertions (id text primary key, expires_at int8 not null)`.execute(db);
}

async function createSigningKeys(db: Kysely<unknown>): Promise<void> {
  await sql`create table signing_keys (
    kid text primary key,
    state text not null check (state in ('next', 'current', 'previous')),
    position int8 generated always as identity,
    public_jwk jsonb not null,
    private_jwk jsonb,
    retired_at int8,
    check ((state = 'previous') = (private_jwk is null)),
    check ((state = 'previous') = (retired_at is not null)))`.execute(db);
  await sql`create unique index one_current_signing_key
    on signing_keys (state) where state = 'current'`.execute(db);
}

async function createSharedState(db: Kysely<unknown>): Promise<void> {
  // What was counted here is counted in the shared state from now on.
  await sql`drop table login_attempts`.execute(db);
  await sql`drop table address_failures`.execute(db);
  await sql`create table state_entries (
    key text primary key,
    value text not null,
    expires_at int8 not null)`.execute(db);
  await sql`create index state_entries_expiry on state_entries (expires_at)`.execute(db);
  await sql`create table server_secrets (name text primary key, secret text not null)`.execute(db);
}

async function createAuthorizations(db: Kysely<unknown>): Promise<void> {
  await sql`create table applications (
    id text primary key,
    name text not null,
    redirect_uris text not null,
    post_logout_redirect_uris text not null,
    scopes text not null,
    demo boolean not null)`.execute(db);
  await sql`create table provider_models (
    model text not null,
    id text not null,
    grant_id text,
    uid text,
    payload jsonb not null,
    expires_at int8 not null,
    consumed_at int8,
    primary key (model, id))`.execute(db);
  await sql`create index provider_models_grant on provider_models (grant_id)`.execute(db);
  await sql`create index provider_models_uid on provider_models (uid)`.execute(db);
  await sql`create index provider_models_expiry on provider_models (expires_at)`.execute(db);
}

async function createAccessTokens(db: Kysely<unknown>): Promise<void> {
  await sql`create table access_tokens (
    jti text primary key,
    grant_id text,
    expires_at int8 not null,
    revoked_at int8,
    announced_at int8)`.execute(db);
  await sql`create index access_tokens_grant on access_tokens (grant_id)`.execute(db);
  await sql`create index access_tokens_unannounced on access_tokens (revoked_at)
    where revoked_at is not null and announced_at is null`.execute(db);
  await sql`create table revoked_grants (grant_id text primary key, expires_at int8 not null)`.execute(db);
}

async function createCertificateNames(db: Kysely<unknown>): Promise<void> {
  await sql`alter table clients add column certificate_uri text`.execute(db);
}

/** No rows of people: what is left of an account is that there must not be one again. */
async function createClosedAccounts(db: Kysely<unknown>): Promise<void> {
  await sql`create table closed_accounts (id text primary key, closed_at int8 not null)`.execute(db);
}

/** The schema's history; a migration that was released is never edited. */
export const AUTH_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-identities': { up: createIdentities },
  '002-refresh-tokens': { up: createRefreshTokens },
  '003-login-protection': { up: createLoginProtection },
  '004-signing-keys': { up: createSigningKeys },
  '005-shared-state': { up: createSharedState },
  '006-authorizations': { up: createAuthorizations },
  '007-access-tokens': { up: createAccessTokens },
  '008-certificate-names': { up: createCertificateNames },
  '009-closed-accounts': { up: createClosedAccounts },
};
