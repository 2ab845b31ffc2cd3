import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.port.js';
import type { Deny } from '../kernel/decision.js';
import { AccessDeniedError } from '../kernel/errors.js';
import { chain, isPromise, type MaybePromise } from '../kernel/maybe-promise.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from './identity.options.js';
import { OpaqueAccessTokens } from './introspection/opaque-access-tokens.js';
import { TrustedIssuers } from './keys/trusted-issuers.js';
import { checkTokenScheme } from './token/check-token-scheme.js';
import { JwtAccessTokens } from './token/jwt-access-tokens.js';
import { isCompactJws } from './token/read-compact-jws.js';
import { onlyCredential, readCredential, type TokenCredential } from './token/read-credential.js';
import {
  digestOf,
  VerifiedTokenCache,
  type Accepted,
  type VerifiedToken,
} from './token/verified-token-cache.js';

/** Who is calling, or why that is not known. */
export type Verdict = Accepted | { readonly ok: false; readonly denial: Deny };

/**
 * Verifies access tokens. There is one for all: the guard, the admission hook and the Passport strategy reach the same
 * verdict on every request.
 *
 * @see RFC 9068 §4, RFC 8725, RFC 6750, RFC 7662
 */
@Injectable()
export class AccessTokenVerifier {
  private readonly verified = new VerifiedTokenCache();
  private readonly jwts: JwtAccessTokens;
  private readonly opaqueTokens: OpaqueAccessTokens;

  constructor(
    @Inject(IDENTITY_OPTIONS) options: ResolvedIdentityOptions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(TrustedIssuers) issuers: TrustedIssuers,
  ) {
    this.jwts = new JwtAccessTokens({ options, clock, issuers });
    this.opaqueTokens = new OpaqueAccessTokens({ options, clock, issuers });
  }

  /**
   * Judges the credential of a request; at once, unless the issuer has to be asked.
   *
   * @param authorization - every occurrence of the `Authorization` header; `req.headers` of Node hides the second one
   * @param sourceAddress - where the request comes from; only so many opaque tokens of one address are asked about at a
   * time, and whoever does not say counts as one
   * @returns the principal, or a deny: `ZT_CREDENTIALS_MISSING`, `ZT_CREDENTIALS_MALFORMED`, `ZT_TOKEN_INVALID`,
   * `ZT_TOKEN_EXPIRED`, `ZT_TIER_REFUSED`, `ZT_TENANT_REFUSED` (all 401), `ZT_DEPENDENCY_UNAVAILABLE` (503: the issuer
   * cannot be asked)
   */
  verify(authorization: readonly string[], sourceAddress = ''): MaybePromise<Verdict> {
    try {
      const verdict = this.identify(authorization, sourceAddress);
      return isPromise(verdict) ? verdict.catch(refusalOf) : verdict;
    } catch (error) {
      return refusalOf(error);
    }
  }

  private identify(authorization: readonly string[], sourceAddress: string): MaybePromise<Verdict> {
    const sent = onlyCredential(authorization);
    const digest = digestOf(sent);
    const known = this.verified.find(digest, this.clock.now());
    if (known !== undefined) return known;
    const credential = readCredential(sent);
    // As most write it. Whoever writes it in another way must not have the issuer asked again for each way.
    if (isCanonical(sent, credential)) return this.judge(credential, { digest, sourceAddress });
    const canonicalDigest = digestOf(`${credential.scheme} ${credential.token}`);
    return (
      this.verified.find(canonicalDigest, this.clock.now()) ??
      this.judge(credential, { digest: canonicalDigest, sourceAddress })
    );
  }

  private judge(
    { scheme, token }: TokenCredential,
    { digest, sourceAddress }: Unknown,
  ): MaybePromise<Verdict> {
    const judged = isCompactJws(token)
      ? this.jwts.judge(token)
      : this.opaqueTokens.judge(token, sourceAddress);
    return chain(judged, (verified: VerifiedToken) => {
      checkTokenScheme(scheme, verified.verdict.principal.confirmation);
      if (this.clock.now() < verified.usableUntil) this.verified.add(digest, verified);
      return verified.verdict;
    });
  }
}

/** Of a credential that has to be judged. */
interface Unknown {
  readonly digest: string;
  readonly sourceAddress: string;
}

/** With one space, and the scheme in its usual case: the token itself has no space. */
function isCanonical(sent: string, { scheme, token }: TokenCredential): boolean {
  return sent.length === scheme.length + 1 + token.length && sent.startsWith(scheme);
}

function refusalOf(error: unknown): Verdict {
  if (error instanceof AccessDeniedError) return { ok: false, denial: error.denial };
  throw error;
}
