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

interface ClientsTable extends IdentityColumns {
  /** OAuth client id. */
  readonly id: string;
  /** Subject of the service's tokens. */
  readonly sub: string;
  /** Public key with which the service authenticates. */
  readonly public_jwk: Json<JWK>;
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

interface LoginAttemptsTable {
  /** SHA-256 of the normalised e-mail address: people type passwords into the wrong field. */
  readonly account_key: string;
  readonly address: string;
  readonly failures: number;
  readonly locked_until: number;
  readonly last_attempt_at: number;
}

interface AddressFailuresTable {
  readonly address: string;
  readonly failures: number;
  readonly window_ends_at: number;
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
  readonly clients: ClientsTable;
  readonly refresh_families: RefreshFamiliesTable;
  readonly refresh_tokens: RefreshTokensTable;
  readonly login_attempts: LoginAttemptsTable;
  readonly address_failures: AddressFailuresTable;
  readonly used_assertions: UsedAssertionsTable;
  readonly signing_keys: SigningKeysTable;
}
