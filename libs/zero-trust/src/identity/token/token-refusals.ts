import { bearerChallenge } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';

/** What the caller is told about an unacceptable token: enough to mend the client, nothing that the token holds. */
const FAULTS = {
  audience: 'The access token was not issued for this API.',
  bound: 'The access token is bound to a key, and this API cannot check the proof yet.',
  claims: 'A claim of the access token is missing or malformed.',
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
      detail: 'Send an access token in the Authorization header: Bearer, a space, the token.',
      reason: 'no Authorization header',
      headers: { 'www-authenticate': bearerChallenge() },
    }),
  );
}

/** An `Authorization` header that is not one well-formed Bearer credential. */
export function malformedCredentials(reason: string): AccessDeniedError {
  const description = 'The Authorization header must hold one Bearer credential and nothing else.';
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

function invalidToken({ code, description, reason }: Refusal): Deny {
  const challenge = bearerChallenge({ error: 'invalid_token', error_description: description });
  const headers = { 'www-authenticate': challenge };
  return deny({ code, kind: 'unauthenticated', detail: description, reason, headers });
}

interface Refusal {
  readonly code: 'ZT_TOKEN_EXPIRED' | 'ZT_TOKEN_INVALID';
  readonly description: string;
  readonly reason: string;
}
