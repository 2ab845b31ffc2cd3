import { Inject, Injectable } from '@nestjs/common';
import { Accounts, type Account } from '../accounts/accounts.js';
import { CLOCK, type Clock } from '../auth.tokens.js';
import { AuthError } from '../http/auth-error.js';
import { mayBeGivenForPassword } from '../tokens/password-scopes.js';
import { PERSON_TOKEN_LIFETIME_SECONDS, PersonTokens } from '../tokens/person-tokens.js';
import { RefreshTokens } from './refresh-tokens.js';

/** A successful answer of the first-party endpoints (RFC 6749, section 5.1). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly refresh_token: string;
}

/** What follows a sign-in: access tokens, and refresh tokens to go on with. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(RefreshTokens) private readonly refreshTokens: RefreshTokens,
    @Inject(PersonTokens) private readonly personTokens: PersonTokens,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The tokens of a person who has just proved the password. */
  async begin(account: Account): Promise<TokenResponse> {
    const authenticatedAt = this.clock.now();
    const first = await this.refreshTokens.beginFamily(account.sub, authenticatedAt);
    return this.#answer({ account, authenticatedAt, ...first });
  }

  /**
   * Goes on with a refresh token.
   *
   * @throws AuthError 400 `invalid_grant` when the token is no longer good
   */
  async continue(token: string): Promise<TokenResponse> {
    const rotation = await this.refreshTokens.rotate(token);
    if (rotation === undefined) throw invalidGrant();
    const account = await this.accounts.findBySubject(rotation.sub);
    if (account === undefined) {
      await this.refreshTokens.revokeFamily(rotation.familyId);
      throw invalidGrant();
    }
    return this.#answer({ account, ...rotation });
  }

  /** Ends the session of a refresh token; says nothing about whether there was one. */
  async end(token: string): Promise<void> {
    await this.refreshTokens.revokeFamilyOf(token);
  }

  async #answer({ account, authenticatedAt, refreshToken, familyId }: Proven): Promise<TokenResponse> {
    const accessToken = await this.personTokens.issue({
      identity: account,
      scopes: account.scopes.filter(mayBeGivenForPassword),
      authenticatedAt,
      grantId: familyId,
      methods: ['pwd'],
    });
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: PERSON_TOKEN_LIFETIME_SECONDS,
      refresh_token: refreshToken,
    };
  }
}

interface Proven {
  readonly account: Account;
  readonly authenticatedAt: number;
  readonly refreshToken: string;
  readonly familyId: string;
}

function invalidGrant(): AuthError {
  return new AuthError({
    status: 400,
    code: 'AUTH_INVALID_GRANT',
    detail: 'The refresh token is unknown, expired, revoked or already used. Sign in again.',
    error: 'invalid_grant',
  });
}
