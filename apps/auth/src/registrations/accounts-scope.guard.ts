import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ACCOUNTS_SCOPE } from '@sample/shared';
import type { Request } from 'express';
import { splitWords, textOf } from '../accounts/identity.js';
import { ENVIRONMENT, type AuthEnvironment } from '../auth.tokens.js';
import { AuthError } from '../http/auth-error.js';
import { OwnAccessTokens } from '../tokens/own-access-tokens.js';

/** Lets services in whose token is for this server itself and has the scope: no token for the API will do. */
@Injectable()
export class AccountsScopeGuard implements CanActivate {
  constructor(
    @Inject(OwnAccessTokens) private readonly ownTokens: OwnAccessTokens,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization } = context.switchToHttp().getRequest<Request>().headers;
    const token = /^Bearer ([\w.-]+)$/.exec(authorization ?? '')?.[1];
    const claims = await this.ownTokens.readActive(token, this.environment.authIssuer);
    // Proofs are not checked here, so a token that needs one is not taken.
    if (claims === undefined || claims['cnf'] !== undefined) throw tokenRequired();
    if (!splitWords(textOf(claims['scope'])).includes(ACCOUNTS_SCOPE)) throw scopeMissing();
    return true;
  }
}

function tokenRequired(): AuthError {
  return new AuthError({
    status: 401,
    code: 'AUTH_TOKEN_REQUIRED',
    detail: 'Send a bearer token that this server has issued for itself as the resource.',
    headers: { 'WWW-Authenticate': 'Bearer realm="accounts"' },
  });
}

function scopeMissing(): AuthError {
  return new AuthError({
    status: 403,
    code: 'AUTH_SCOPE_MISSING',
    detail: `The token needs the scope ${ACCOUNTS_SCOPE}.`,
    headers: {
      'WWW-Authenticate': `Bearer realm="accounts", error="insufficient_scope", scope="${ACCOUNTS_SCOPE}"`,
    },
  });
}
