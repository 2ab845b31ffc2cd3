import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { CallerAuthentication } from '../../identity/caller-authentication.js';
import { ProofOfPossession } from '../../identity/possession/proof-of-possession.js';
import { StandingJudge } from '../../identity/standing/standing-judge.js';
import { deny, type Deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import { RequestContext } from '../../kernel/request-context.js';

const NO_CONTEXT = deny({
  code: 'ZT_INTERNAL',
  kind: 'internal',
  detail: 'The request could not be judged.',
  reason: "AuthGuard('zero-trust') was asked about a request that did not come through ZeroTrustModule",
});

/**
 * `AuthGuard('zero-trust')`: Passport's way in, decided by the same {@link CallerAuthentication},
 * {@link ProofOfPossession} and {@link StandingJudge} as everything else. Of
 * `passport-jwt` only the place in the Passport world is used, not its verification, which lacks EdDSA and accepts
 * tokens without `exp` or `typ`.
 *
 * A refusal is the {@link AccessDeniedError} of the verdict, so that status, code and challenge are the guard's own.
 */
@Injectable()
export class ZeroTrustStrategy extends PassportStrategy(Strategy, 'zero-trust') {
  constructor(
    @Inject(CallerAuthentication) private readonly callers: CallerAuthentication,
    @Inject(ProofOfPossession) private readonly possession: ProofOfPossession,
    @Inject(StandingJudge) private readonly standing: StandingJudge,
  ) {
    super({ jwtFromRequest: () => null, secretOrKeyProvider: refuseEveryKey });
  }

  override authenticate(): void {
    this.decide(RequestContext.current()).catch((error: unknown) => this.error(error as Error));
  }

  /** The `user` of the request. Override it to hand another object on to Passport code. */
  validate(principal: Principal): unknown {
    return principal;
  }

  private async decide(context: RequestContext | undefined): Promise<void> {
    if (context === undefined) throw new AccessDeniedError(NO_CONTEXT);
    const verdict = await this.callers.authenticate(context.request);
    const denial = verdict.ok ? await this.objectionTo(verdict.principal, context) : verdict.denial;
    if (denial !== undefined) this.error(new AccessDeniedError(denial));
    else if (verdict.ok) this.success(await this.validate(verdict.principal));
  }

  private async objectionTo(principal: Principal, context: RequestContext): Promise<Deny | undefined> {
    const shown = await this.possession.prove(context, principal);
    return shown.effect === 'deny' ? shown : this.standing.judge(principal);
  }
}

/** Fails closed, should `passport-jwt` ever be asked to verify on its own. */
function refuseEveryKey(_request: unknown, _token: unknown, done: (error: Error) => void): void {
  done(new Error('tokens are verified by AccessTokenVerifier only'));
}
