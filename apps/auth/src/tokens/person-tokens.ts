import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_ALGORITHM } from '@sample/shared';
import { importJWK, SignJWT } from 'jose';
import { identityClaims, type Identity } from '../accounts/identity.js';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';

/** Life of a person's access token. */
export const PERSON_TOKEN_LIFETIME_SECONDS = 900;

/** The client in whose name people sign in with a password. */
export const FIRST_PARTY_CLIENT_ID = 'first-party';

/** One factor: authenticator assurance level 1 of NIST SP 800-63B. */
const SINGLE_FACTOR = 'aal1';

/** What an access token of a person says. */
export interface PersonTokenRequest {
  readonly identity: Identity;
  readonly scopes: readonly string[];
  /** When the person proved who they are, milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** How, in the words of RFC 8176. */
  readonly methods: readonly string[];
}

/** Issues access tokens for people (RFC 9068). */
@Injectable()
export class PersonTokens {
  constructor(
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async issue({ identity, scopes, authenticatedAt, methods }: PersonTokenRequest): Promise<string> {
    const jwk = this.signingKeys.current;
    const issuedAt = Math.floor(this.clock.now() / 1000);
    return new SignJWT({
      client_id: FIRST_PARTY_CLIENT_ID,
      // RFC 6749, section 3.3: a scope has at least one word, so no scope is no claim.
      ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
      ...identityClaims(identity),
      acr: SINGLE_FACTOR,
      amr: methods,
      auth_time: Math.floor(authenticatedAt / 1000),
    })
      .setProtectedHeader({ alg: KEY_ALGORITHM, typ: 'at+jwt', kid: jwk.kid })
      .setIssuer(this.environment.authIssuer)
      .setAudience(this.environment.apiAudience)
      .setSubject(identity.sub)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + PERSON_TOKEN_LIFETIME_SECONDS)
      .sign(await importJWK(jwk, KEY_ALGORITHM));
  }
}
