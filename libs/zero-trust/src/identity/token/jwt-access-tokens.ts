import type { Clock } from '../../kernel/clock.port.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { ResolvedIdentityOptions } from '../identity.options.js';
import type { TrustedIssuer, TrustedIssuers } from '../keys/trusted-issuers.js';
import { checkKeyReference, checkType } from './check-header.js';
import { checkSameToken } from '../introspection/check-same-token.js';
import { judgeClaims } from './judge-claims.js';
import { readCompactJws, type CompactJws } from './read-compact-jws.js';
import { parseJsonObject, type JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';
import type { Signer, VerifiedToken } from './verified-token-cache.js';
import { VerifiedHeaders } from './verified-headers.js';
import { verifySignature } from './verify-signature.js';

/** What tokens are judged with. */
export interface TokenJudgeInit {
  readonly options: Pick<ResolvedIdentityOptions, 'clockToleranceSeconds'>;
  readonly clock: Clock;
  readonly issuers: TrustedIssuers;
}

/** Asked about only once the signature has been verified. */
const SIGNED = { kind: 'jwt' } as const;

interface DecodedToken {
  readonly token: string;
  readonly jws: CompactJws;
  readonly claims: JsonObject;
}

/**
 * Judges access tokens that are JWTs.
 *
 * @see RFC 9068 §4
 */
export class JwtAccessTokens {
  readonly #headers = new VerifiedHeaders();

  constructor(private readonly init: TokenJudgeInit) {}

  /**
   * Of an unverified token nothing is used but `iss`, `alg` and `kid`, each matched against what is configured.
   *
   * @throws AccessDeniedError `ZT_TOKEN_INVALID`, `ZT_TOKEN_EXPIRED`, `ZT_TIER_REFUSED`, `ZT_TENANT_REFUSED`,
   * `ZT_DEPENDENCY_UNAVAILABLE`
   */
  judge(token: string): MaybePromise<VerifiedToken> {
    const jws = readCompactJws(token, this.#headers);
    checkType(jws.header);
    const claims = parseJsonObject(jws.payload, 'payload');
    const issuer = this.trustedIssuer(claims);
    const reference = checkKeyReference(jws.header, issuer.options.algorithms);
    return chain(issuer.keys.find(reference), (key) => {
      if (key === undefined) throw tokenRefused('signature', 'the issuer has no fit key for kid and alg');
      return this.accept({ token, jws, claims }, { issuer, reference, key });
    });
  }

  private accept({ token, jws, claims }: DecodedToken, signer: Signer): MaybePromise<VerifiedToken> {
    const { issuer, reference, key } = signer;
    verifySignature({ jws, key, alg: reference.alg });
    this.#headers.add(jws);
    const { clockToleranceSeconds } = this.init.options;
    const nowSeconds = Math.floor(this.init.clock.now() / 1000);
    const principal = judgeClaims(claims, { issuer: issuer.options, nowSeconds, clockToleranceSeconds });
    const usableUntil = (principal.expiresAt + clockToleranceSeconds) * 1000;
    const verified: VerifiedToken = { verdict: { ok: true, principal }, usableUntil, signer };
    if (issuer.introspection?.covers('jwt') !== true) return verified;
    return issuer.introspection.ask(token, SIGNED).then((answer) => {
      const expected = { principal, issuer: issuer.options, nowSeconds, clockToleranceSeconds };
      const endsAt = (checkSameToken(answer.claims, expected) + clockToleranceSeconds) * 1000;
      return { ...verified, usableUntil: Math.min(usableUntil, endsAt, answer.usableUntil) };
    });
  }

  private trustedIssuer(claims: JsonObject): TrustedIssuer {
    const issuer = this.init.issuers.find(claims['iss']);
    if (issuer !== undefined) return issuer;
    const names = this.init.issuers.names.join(', ');
    throw tokenRefused('issuer', `iss is none of the configured issuers: ${names}`);
  }
}
