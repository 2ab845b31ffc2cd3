import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { addressGroup } from '../login/address-group.js';
import type { TrustedIssuer } from '../keys/trusted-issuers.js';
import { judgeClaims } from '../token/judge-claims.js';
import type { TokenJudgeInit } from '../token/jwt-access-tokens.js';
import type { JsonObject } from '../token/strict-json.js';
import { tokenRefused } from '../token/token-refusals.js';
import type { VerifiedToken } from '../token/verified-token-cache.js';
import { checkTokenType } from './check-token-type.js';
import type { Introspected } from './token-introspection.js';

/**
 * Judges access tokens that are no JWT, by asking the one issuer that is configured for them. What it answers is held
 * to the same rules as the claims of a JWT.
 *
 * @see RFC 7662
 */
export class OpaqueAccessTokens {
  readonly #issuer: TrustedIssuer | undefined;

  constructor(private readonly init: TokenJudgeInit) {
    this.#issuer = init.issuers.forOpaqueTokens;
  }

  /** @throws AccessDeniedError `ZT_TOKEN_INVALID`, `ZT_TOKEN_EXPIRED`, `ZT_DEPENDENCY_UNAVAILABLE`, … */
  judge(token: string, sourceAddress: string): MaybePromise<VerifiedToken> {
    const issuer = this.#issuer;
    if (issuer?.introspection === undefined) {
      throw tokenRefused('malformed', 'not a JWT, and no issuer is configured for opaque tokens');
    }
    const origin = { kind: 'opaque', sourceAddress: addressGroup(sourceAddress) } as const;
    return issuer.introspection.ask(token, origin).then((answer) => this.accept(answer, issuer));
  }

  private accept({ claims, usableUntil }: Introspected, issuer: TrustedIssuer): VerifiedToken {
    checkKind(claims, issuer.options.issuer);
    const principal = judgeClaims(claims, {
      issuer: issuer.options,
      nowSeconds: Math.floor(this.init.clock.now() / 1000),
      clockToleranceSeconds: this.init.options.clockToleranceSeconds,
      mayLackTokenId: true,
    });
    const endsAt = principal.expiresAt * 1000;
    return {
      verdict: { ok: true, principal },
      usableUntil: Math.min(usableUntil, endsAt),
      signer: undefined,
    };
  }
}

/** An answer without `iss` is the issuer's own. */
function checkKind(claims: JsonObject, issuer: string): void {
  if (Object.hasOwn(claims, 'iss') && claims['iss'] !== issuer) {
    throw tokenRefused('issuer', 'the introspection endpoint vouches for a token of another issuer');
  }
  checkTokenType(claims);
}
