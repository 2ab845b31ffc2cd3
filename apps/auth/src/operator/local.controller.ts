import { Body, Controller, Header, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { findDemoIdentity } from '@sample/shared';
import { Accounts, type Account } from '../accounts/accounts.js';
import { splitWords } from '../accounts/identity.js';
import { CLOCK, type Clock } from '../auth.tokens.js';
import { AuthError } from '../http/auth-error.js';
import { AuthLog } from '../http/auth-log.js';
import { bodyPipe } from '../http/body-pipe.js';
import type { KeyRotation } from '../signing-keys/signing-keys.repository.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { PERSON_TOKEN_LIFETIME_SECONDS, PersonTokens } from '../tokens/person-tokens.js';
import { LocalTokenDto } from './local-token.dto.js';
import { OperatorGuard } from './operator.guard.js';

/** Answer of `POST /local/token`. */
export interface LocalTokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer' | 'DPoP';
  /** Seconds. */
  readonly expires_in: number;
}

/** What the commands of this machine's operator ask for. */
@Controller('local')
@UseGuards(OperatorGuard)
export class LocalController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(PersonTokens) private readonly personTokens: PersonTokens,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  /** `POST /local/token`: an access token of a demo person; never in production, where there are none. */
  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async token(@Body(bodyPipe()) body: LocalTokenDto): Promise<LocalTokenResponse> {
    const account = await this.#demoPerson(body.name);
    const accessToken = await this.personTokens.issue({
      identity: account,
      scopes: grantedScopes(account, body.scope),
      authenticatedAt: this.clock.now() - (body.authAgeSeconds ?? 0) * 1_000,
      // RFC 8176: proof of possession of a software-secured key, the operator's.
      methods: ['swk'],
      confirmation: body.jkt === undefined ? undefined : { jkt: body.jkt },
    });
    const type = body.jkt === undefined ? 'Bearer' : 'DPoP';
    return { access_token: accessToken, token_type: type, expires_in: PERSON_TOKEN_LIFETIME_SECONDS };
  }

  /** `POST /local/signing-keys/rotate`: the next key signs from now on. */
  @Post('signing-keys/rotate')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async rotate(): Promise<KeyRotation> {
    const rotation = await this.signingKeys.rotate();
    this.log.info('signing key rotated', { ...rotation });
    return rotation;
  }

  async #demoPerson(name: string): Promise<Account> {
    const identity = findDemoIdentity(name);
    const account = identity?.kind === 'person' ? await this.accounts.findBySubject(identity.sub) : undefined;
    if (account === undefined) throw unknownName();
    return account;
  }
}

function grantedScopes(account: Account, scope: string | undefined): readonly string[] {
  if (scope === undefined) return account.scopes;
  const asked = splitWords(scope);
  if (!asked.every((word) => account.scopes.includes(word))) throw invalidScope(account);
  return asked;
}

function unknownName(): AuthError {
  return new AuthError({
    status: 404,
    code: 'AUTH_UNKNOWN_NAME',
    detail: 'There is no demo person of that name; in production there is none at all.',
  });
}

function invalidScope(account: Account): AuthError {
  return new AuthError({
    status: 400,
    code: 'AUTH_INVALID_SCOPE',
    detail: `${account.sub} may ask for: ${account.scopes.join(' ')}.`,
    error: 'invalid_scope',
  });
}
