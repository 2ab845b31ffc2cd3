import { Inject, Injectable } from '@nestjs/common';
import type { CryptoKey } from 'jose';
import { Clock } from '../kernel/clock.port.js';
import type { Deny } from '../kernel/decision.js';
import { AccessDeniedError } from '../kernel/errors.js';
import type { MaybePromise } from '../kernel/maybe-promise.js';
import type { Principal } from '../kernel/principal.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from './identity.options.js';
import { TrustedIssuers, type TrustedIssuer } from './keys/trusted-issuers.js';
import { checkKeyReference, checkType, type KeyReference } from './token/check-header.js';
import { judgeClaims } from './token/judge-claims.js';
import { MAX_AUTHORIZATION_LENGTH, readBearerToken } from './token/read-bearer-token.js';
import { readCompactJws } from './token/read-compact-jws.js';
import { parseJsonObject, type JsonObject } from './token/strict-json.js';
import { tokenRefused } from './token/token-refusals.js';
import { VerifiedTokenCache } from './token/verified-token-cache.js';
import { verifySignature } from './token/verify-signature.js';

/** Who is calling, or why that is not known. */
export type Verdict =
  { readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly denial: Deny };

/**
 * Verifies access tokens. There is one for all: the guard, the admission hook and the Passport strategy reach the same
 * verdict on every request.
 *
 * @see RFC 9068 §4, RFC 8725, RFC 6750
 */
@Injectable()
export class AccessTokenVerifier {
  private readonly verified = new VerifiedTokenCache();

  constructor(
    @Inject(IDENTITY_OPTIONS) private readonly options: ResolvedIdentityOptions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(TrustedIssuers) private readonly issuers: TrustedIssuers,
  ) {}

  /**
   * Judges the credential of a request.
   *
   * @param authorization - every occurrence of the `Authorization` header; `req.headers` of Node hides the second one
   * @returns the principal, or a deny: `ZT_CREDENTIALS_MISSING`, `ZT_CREDENTIALS_MALFORMED`, `ZT_TOKEN_INVALID`,
   * `ZT_TOKEN_EXPIRED` (all 401), `ZT_DEPENDENCY_UNAVAILABLE` (503: the issuer's keys cannot be had)
   */
  verify(authorization: readonly string[]): MaybePromise<Verdict> {
    const known = this.recognise(authorization);
    if (known !== undefined) return { ok: true, principal: known };
    return this.identify(authorization).then(
      (principal) => ({ ok: true, principal }),
      (error: unknown) => {
        if (error instanceof AccessDeniedError) return { ok: false, denial: error.denial };
        throw error;
      },
    );
  }

  /** The caller, if the very same credential was verified before and what that rested on still holds. */
  private recognise([credential, another]: readonly string[]): Principal | undefined {
    if (credential === undefined || another !== undefined) return undefined;
    if (credential.length > MAX_AUTHORIZATION_LENGTH) return undefined;
    const { nowSeconds, clockToleranceSeconds } = this.timeLimits();
    return this.verified.find(credential, nowSeconds - clockToleranceSeconds);
  }

  /** Of an unverified token nothing is used but `iss`, `alg` and `kid`, each matched against what is configured. */
  private async identify(authorization: readonly string[]): Promise<Principal> {
    const token = readBearerToken(authorization);
    const { header, payload } = readCompactJws(token);
    checkType(header);
    const claims = parseJsonObject(payload, 'payload');
    const issuer = this.trustedIssuer(claims);
    const reference = checkKeyReference(header, issuer.options.algorithms);
    const key = await keyOf(issuer, reference);
    await verifySignature({ token, alg: reference.alg, key });
    const principal = judgeClaims(claims, { issuer: issuer.options, ...this.timeLimits() });
    this.verified.add(authorization[0] as string, { principal, issuer, reference, key });
    return principal;
  }

  private trustedIssuer(claims: JsonObject): TrustedIssuer {
    const issuer = this.issuers.find(claims['iss']);
    if (issuer === undefined) throw tokenRefused('issuer', 'iss is none of the configured issuers');
    return issuer;
  }

  private timeLimits() {
    const { clockToleranceSeconds, maxTokenLifetimeSeconds } = this.options;
    const nowSeconds = Math.floor(this.clock.now() / 1000);
    return { clockToleranceSeconds, maxTokenLifetimeSeconds, nowSeconds };
  }
}

async function keyOf({ keys }: TrustedIssuer, reference: KeyReference): Promise<CryptoKey> {
  const key = await keys.find(reference);
  if (key === undefined) throw tokenRefused('signature', 'the issuer has no fit key for kid and alg');
  return key;
}
