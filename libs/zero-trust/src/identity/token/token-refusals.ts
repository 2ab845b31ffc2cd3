import { bearerChallenge, dpopChallenge } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import type { TokenScheme } from './read-credential.js';

/** What the caller is told about an unacceptable token: enough to mend the client, nothing that the token holds. */
const FAULTS = {
  audience: 'The access token was not issued for this API.',
  bound: 'The access token is bound to a key in a way that this API does not know.',
  claims: 'A claim of the access token is missing or malformed.',
  inactive: 'The access token is no longer active.',
  issuer: 'The access token does not come from an issuer that this API trusts.',
  lifetime: 'The access token lives longer than this API accepts.',
  malformed: 'The access token is not a well-formed JWT access token (RFC 9068).',
  signature: 'The signature of the access token cannot be verified.',
  time: 'The access token is not valid yet.',
} as const;

/** Kinds of faults that a token can have. */
export type TokenFault = keyof typeof FAULTS;

/** No `Authorization` header: a bare challenge without an error (RFC 6750 §3.1). */
export function missingCredentials(): AccessDeniedError {
  return new AccessDeniedError(
    deny({
      code: 'ZT_CREDENTIALS_MISSING',
      kind: 'unauthenticated',
      detail: 'Send an access token in the Authorization header: Bearer or DPoP, a space, the token.',
      reason: 'no Authorization header',
      headers: { 'www-authenticate': bearerChallenge() },
    }),
  );
}

/** An `Authorization` header that is not one well-formed access token. */
export function malformedCredentials(reason: string): AccessDeniedError {
  const description = 'The Authorization header must hold one Bearer or DPoP credential and nothing else.';
  const challenge = bearerChallenge({ error: 'invalid_request', error_description: description });
  return new AccessDeniedError(
    deny({
      code: 'ZT_CREDENTIALS_MALFORMED',
      kind: 'unauthenticated',
      detail: description,
      reason,
      headers: { 'www-authenticate': challenge },
    }),
  );
}

/** A token that is not acceptable here. `reason` is for operators and holds no part of the token. */
export function tokenRefused(fault: TokenFault, reason: string): AccessDeniedError {
  return new AccessDeniedError(
    invalidToken({ code: 'ZT_TOKEN_INVALID', description: FAULTS[fault], reason }),
  );
}

/** A genuine token whose time is over. */
export function tokenExpired(): AccessDeniedError {
  const description = 'The access token has expired. Request a new one.';
  return new AccessDeniedError(
    invalidToken({ code: 'ZT_TOKEN_EXPIRED', description, reason: 'exp has passed' }),
  );
}

/** A token of a tier that its issuer may not give. */
export function tierRefused(reason: string): AccessDeniedError {
  const description = 'The access token names a tier that its issuer may not give.';
  return new AccessDeniedError(invalidToken({ code: 'ZT_TIER_REFUSED', description, reason }));
}

/** A token without a tenant, or of one that its issuer may not speak for. */
export function tenantRefused(reason: string): AccessDeniedError {
  const description = 'The access token names no tenant that its issuer may speak for.';
  return new AccessDeniedError(invalidToken({ code: 'ZT_TENANT_REFUSED', description, reason }));
}

/** A token that was sent under the wrong one of the two schemes; `scheme` is the right one (RFC 9449 §7.1, §7.2). */
export function schemeMismatch(scheme: TokenScheme): AccessDeniedError {
  const isBound = scheme === 'DPoP';
  const description = isBound
    ? 'The access token is bound to a DPoP key: send it under the scheme DPoP, with a proof.'
    : 'The access token is not bound to a DPoP key: send it under the scheme Bearer.';
  const reason = `a token ${isBound ? 'with' : 'without'} cnf.jkt was not sent under the scheme ${scheme}`;
  return new AccessDeniedError(
    invalidToken({ code: 'ZT_TOKEN_SCHEME_MISMATCH', description, reason, scheme }),
  );
}

function invalidToken({ code, description, reason, scheme = 'Bearer' }: Refusal): Deny {
  const challengeOf = scheme === 'DPoP' ? dpopChallenge : bearerChallenge;
  const challenge = challengeOf({ error: 'invalid_token', error_description: description });
  const headers = { 'www-authenticate': challenge };
  return deny({ code, kind: 'unauthenticated', detail: description, reason, headers });
}

interface Refusal {
  readonly code:
    | 'ZT_TENANT_REFUSED'
    | 'ZT_TIER_REFUSED'
    | 'ZT_TOKEN_EXPIRED'
    | 'ZT_TOKEN_INVALID'
    | 'ZT_TOKEN_SCHEME_MISMATCH';
  readonly description: string;
  readonly reason: string;
  /** Of the challenge. @defaultValue `Bearer` */
  readonly scheme?: TokenScheme;
}
