import { Inject, Injectable } from '@nestjs/common';
import { KEY_ALGORITHM } from '@sample/shared';
import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { AccessTokens } from './access-tokens.js';

/** Claims of an access token of this server. */
export type OwnClaims = JWTPayload & { readonly jti: string; readonly exp: number };

/** Reads access tokens that this server issued. */
@Injectable()
export class OwnAccessTokens {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns undefined for what is no access token of this server, or one that has expired; revoked or not */
  read(token: unknown): Promise<OwnClaims | undefined> {
    const { apiAudience, authIssuer } = this.environment;
    return this.#verify(token, [apiAudience, authIssuer]);
  }

  /**
   * @param audience the only one that the token may be for; by default whatever this server issues tokens for
   * @returns undefined for one that was revoked, too
   */
  async readActive(token: unknown, audience?: string): Promise<OwnClaims | undefined> {
    const claims = await (audience === undefined ? this.read(token) : this.#verify(token, [audience]));
    return claims === undefined || (await this.accessTokens.isRevoked(claims.jti)) ? undefined : claims;
  }

  async #verify(token: unknown, audience: string[]): Promise<OwnClaims | undefined> {
    if (typeof token !== 'string') return undefined;
    try {
      const { payload } = await jwtVerify(
        token,
        createLocalJWKSet({ keys: [...this.signingKeys.publicKeys] }),
        {
          algorithms: [KEY_ALGORITHM],
          typ: 'at+jwt',
          issuer: this.environment.authIssuer,
          audience,
          requiredClaims: ['exp', 'jti', 'sub', 'client_id'],
          currentDate: new Date(this.clock.now()),
        },
      );
      return typeof payload.jti === 'string' ? (payload as OwnClaims) : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
