import { malformedCredentials, missingCredentials } from './token-refusals.js';

/** Longest `Authorization` header that is looked at, in characters. */
export const MAX_AUTHORIZATION_LENGTH = 8192;

/** `Bearer`, spaces, `b64token`; the scheme in any case (RFC 9110 §11.1, RFC 6750 §2.1). */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/iu;

/**
 * The token of the one Bearer credential of a request.
 *
 * @param authorization - every occurrence of the `Authorization` header
 * @throws AccessDeniedError `ZT_CREDENTIALS_MISSING`, `ZT_CREDENTIALS_MALFORMED`
 */
export function readBearerToken(authorization: readonly string[]): string {
  const [value, ...more] = authorization;
  if (value === undefined) throw missingCredentials();
  if (more.length > 0) throw malformedCredentials('more than one Authorization header');
  if (value.length > MAX_AUTHORIZATION_LENGTH)
    throw malformedCredentials('the Authorization header is too long');
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) throw malformedCredentials('the Authorization header is not "Bearer <token>"');
  return token;
}
