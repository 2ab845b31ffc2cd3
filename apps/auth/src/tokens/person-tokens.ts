import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_ALGORITHM } from '@sample/shared';
import { importJWK, SignJWT, type JWTPayload } from 'jose';
import { identityClaims, type Identity } from '../accounts/identity.js';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { AccessTokens } from './access-tokens.js';

/** Life of a person's access token. */
export const PERSON_TOKEN_LIFETIME_SECONDS = 900;

/** The client in whose name people sign in with a password. */
export const FIRST_PARTY_CLIENT_ID = 'first-party';

/** One factor: authenticator assurance level 1 of NIST SP 800-63B. */
export const SINGLE_FACTOR = 'aal1';

/** What an access token of a person says. */
export interface PersonTokenRequest {
  readonly identity: Identity;
  readonly scopes: readonly string[];
  /** When the person proved who they are, milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** How, in the words of RFC 8176. */
  readonly methods: readonly string[];
  /** The family of refresh tokens that it belongs to. @defaultValue none */
  readonly grantId?: string;
  /** What it is bound to. @defaultValue nothing */
  readonly confirmation?: Confirmation | undefined;
  /** The client that it is issued to. @defaultValue the one of `/auth/login` */
  readonly clientId?: string;
  /** Who acts for the person (RFC 8693, section 4.1). @defaultValue nobody */
  readonly actor?: Actor;
  /** @defaultValue 900 */
  readonly lifetimeSeconds?: number;
}

/** What a token is bound to. */
export interface Confirmation {
  /** Thumbprint of a key (RFC 9449, section 6.1). */
  readonly jkt?: string;
  /** Of a certificate (RFC 8705, section 3.1). */
  readonly 'x5t#S256'?: string;
}

/** Who acts, and for whom that one acted before. */
export interface Actor {
  readonly sub: string;
  readonly act?: Actor;
}

/** Issues access tokens for people (RFC 9068). */
@Injectable()
export class PersonTokens {
  constructor(
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
  ) {}

  async issue({
    lifetimeSeconds = PERSON_TOKEN_LIFETIME_SECONDS,
    ...request
  }: PersonTokenRequest): Promise<string> {
    const { identity, grantId } = request;
    const jwk = this.signingKeys.current;
    const issuedAt = Math.floor(this.clock.now() / 1000);
    const expiresAt = issuedAt + lifetimeSeconds;
    const jti = randomUUID();
    await this.accessTokens.record({ jti, grantId, expiresAt: expiresAt * 1_000 });
    return new SignJWT(claimsOf(request))
      .setProtectedHeader({ alg: KEY_ALGORITHM, typ: 'at+jwt', kid: jwk.kid })
      .setIssuer(this.environment.authIssuer)
      .setAudience(this.environment.apiAudience)
      .setSubject(identity.sub)
      .setJti(jti)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await importJWK(jwk, KEY_ALGORITHM));
  }
}

function claimsOf(request: PersonTokenRequest): JWTPayload {
  const {
    identity,
    scopes,
    authenticatedAt,
    methods,
    confirmation,
    actor,
    clientId = FIRST_PARTY_CLIENT_ID,
  } = request;
  return {
    client_id: clientId,
    // RFC 6749, section 3.3: a scope has at least one word, so no scope is no claim.
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...identityClaims(identity),
    acr: SINGLE_FACTOR,
    amr: methods,
    auth_time: Math.floor(authenticatedAt / 1000),
    ...(confirmation === undefined ? {} : { cnf: confirmation }),
    ...(actor === undefined ? {} : { act: actor }),
  };
}
