import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { AccessTokenVerifier, type Verdict } from '../../identity/access-token-verifier.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';

/** Express hands the Node request on; Fastify wraps it. */
type PassportRequest = IncomingMessage | { readonly raw: IncomingMessage };

/**
 * `AuthGuard('zero-trust')`: Passport's way in, decided by the same {@link AccessTokenVerifier} as everything else. Of
 * `passport-jwt` only the place in the Passport world is used, not its verification, which lacks EdDSA and accepts
 * tokens without `exp` or `typ`.
 *
 * A refusal is the {@link AccessDeniedError} of the verdict, so that status, code and challenge are the guard's own.
 */
@Injectable()
export class ZeroTrustStrategy extends PassportStrategy(Strategy, 'zero-trust') {
  constructor(@Inject(AccessTokenVerifier) private readonly verifier: AccessTokenVerifier) {
    super({ jwtFromRequest: () => null, secretOrKeyProvider: refuseEveryKey });
  }

  override authenticate(request: PassportRequest): void {
    this.decide(authorizationOf(request)).catch((error: unknown) => this.error(error as Error));
  }

  /** The `user` of the request. Override it to hand another object on to Passport code. */
  validate(principal: Principal): unknown {
    return principal;
  }

  private async decide(authorization: readonly string[]): Promise<void> {
    const verdict: Verdict = await this.verifier.verify(authorization);
    if (verdict.ok) this.success(await this.validate(verdict.principal));
    else this.error(new AccessDeniedError(verdict.denial));
  }
}

/** Fails closed, should `passport-jwt` ever be asked to verify on its own. */
function refuseEveryKey(_request: unknown, _token: unknown, done: (error: Error) => void): void {
  done(new Error('tokens are verified by AccessTokenVerifier only'));
}

/** Every occurrence of the header: `headers` keeps only the first. */
function authorizationOf(request: PassportRequest): readonly string[] {
  const { rawHeaders } = 'raw' in request ? request.raw : request;
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  );
}
