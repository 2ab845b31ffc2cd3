import type { ColumnType, Generated } from 'kysely';
import type { JWK } from 'jose';
import type { PrivateJwk, Tier } from '@sample/shared';

/** Written as JSON text, read back parsed. */
type Json<Value> = ColumnType<Value, string, string>;

/** What tokens say about a person or a service. */
interface IdentityColumns {
  /** Space-separated scopes that the identity may ask for. */
  readonly scopes: string;
  /** Space-separated roles. */
  readonly roles: string;
  readonly clearance: number;
  readonly tier: Tier;
  readonly department: string;
  /** Made by the demonstration: not accepted in production. */
  readonly demo: boolean;
}

interface AccountsTable extends IdentityColumns {
  /** Subject of the person's tokens. */
  readonly id: string;
  /** Normalised address. */
  readonly email: string;
  /** argon2id, PHC string format. */
  readonly password_hash: string;
}

/** Subjects whose accounts were closed, so that nothing opens them again. */
interface ClosedAccountsTable {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly closed_at: number;
}

interface ClientsTable extends IdentityColumns {
  /** OAuth client id. */
  readonly id: string;
  /** Subject of the service's tokens. */
  readonly sub: string;
  /** Public key with which the service authenticates. */
  readonly public_jwk: Json<JWK>;
  /** URI that names the service in its certificate, if it has one. */
  readonly certificate_uri: string | null;
}

/** All times are milliseconds since 1970. */
interface RefreshFamiliesTable {
  readonly id: string;
  readonly account_id: string;
  readonly authenticated_at: number;
  readonly revoked_at: number | null;
}

interface RefreshTokensTable {
  /** SHA-256 of the token, base64url; the token itself is never stored. */
  readonly hash: string;
  readonly family_id: string;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** An application that people sign in to; a public client. */
interface ApplicationsTable {
  /** OAuth client id. */
  readonly id: string;
  /** What people are told that they sign in to. */
  readonly name: string;
  /** Space-separated. */
  readonly redirect_uris: string;
  /** Space-separated. */
  readonly post_logout_redirect_uris: string;
  /** Space-separated scopes that it may ask for. */
  readonly scopes: string;
  readonly demo: boolean;
}

/** What oidc-provider keeps: sessions, interactions, grants, codes, refresh tokens. */
interface ProviderModelsTable {
  readonly model: string;
  /** SHA-256 of the id, base64url: the id of a code, session or refresh token is what its holder shows. */
  readonly id: string;
  readonly grant_id: string | null;
  readonly uid: string | null;
  /** Without the id. */
  readonly payload: Json<Readonly<Record<string, unknown>>>;
  readonly expires_at: number;
  readonly consumed_at: number | null;
}

/** Access tokens that were issued, by their ids only. */
interface AccessTokensTable {
  readonly jti: string;
  /** The grant or the family of refresh tokens that it belongs to. */
  readonly grant_id: string | null;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  /** When every API had been told of the revocation. */
  readonly announced_at: number | null;
}

interface RevokedGrantsTable {
  readonly grant_id: string;
  readonly expires_at: number;
}

/** Backs the state store of instances without Redis. */
interface StateEntriesTable {
  readonly key: string;
  readonly value: string;
  readonly expires_at: number;
}

interface ServerSecretsTable {
  readonly name: string;
  /** 32 random bytes, base64url. */
  readonly secret: string;
}

interface UsedAssertionsTable {
  readonly id: string;
  readonly expires_at: number;
}

/** `next` keys are published ahead of use; `previous` keys only verify. */
export type SigningKeyState = 'next' | 'current' | 'previous';

interface SigningKeysTable {
  readonly kid: string;
  readonly state: SigningKeyState;
  readonly position: Generated<number>;
  readonly public_jwk: Json<JWK & { readonly kid: string }>;
  /** Erased when the key is retired. */
  readonly private_jwk: ColumnType<PrivateJwk | null, string, null>;
  readonly retired_at: number | null;
}

/** Tables of the authorization server. */
export interface AuthSchema {
  readonly accounts: AccountsTable;
  readonly closed_accounts: ClosedAccountsTable;
  readonly clients: ClientsTable;
  readonly refresh_families: RefreshFamiliesTable;
  readonly refresh_tokens: RefreshTokensTable;
  readonly state_entries: StateEntriesTable;
  readonly server_secrets: ServerSecretsTable;
  readonly applications: ApplicationsTable;
  readonly provider_models: ProviderModelsTable;
  readonly access_tokens: AccessTokensTable;
  readonly revoked_grants: RevokedGrantsTable;
  readonly used_assertions: UsedAssertionsTable;
  readonly signing_keys: SigningKeysTable;
}
