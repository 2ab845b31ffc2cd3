import { malformedCredentials, missingCredentials } from './token-refusals.js';

/** Longest `Authorization` header that is looked at, in characters. */
export const MAX_AUTHORIZATION_LENGTH = 8192;

/** The two schemes of access tokens (RFC 6750 §2.1, RFC 9449 §7.1). */
export type TokenScheme = 'Bearer' | 'DPoP';

/** An access token, and how it was sent. */
export interface TokenCredential {
  readonly scheme: TokenScheme;
  readonly token: string;
}

/** Scheme, spaces, `b64token`; the scheme in any case (RFC 9110 §11.1). */
const CREDENTIAL = /^(?<scheme>bearer|dpop) +(?<token>[A-Za-z0-9\-._~+/]+=*)$/iu;

/**
 * The one `Authorization` header of a request, as it was sent.
 *
 * @param authorization - every occurrence of the header
 * @throws AccessDeniedError `ZT_CREDENTIALS_MISSING`, `ZT_CREDENTIALS_MALFORMED`
 */
export function onlyCredential([value, another]: readonly string[]): string {
  if (value === undefined) throw missingCredentials();
  if (another !== undefined) throw malformedCredentials('more than one Authorization header');
  if (value.length > MAX_AUTHORIZATION_LENGTH)
    throw malformedCredentials('the Authorization header is too long');
  return value;
}

/**
 * The access token in an `Authorization` header.
 *
 * @throws AccessDeniedError `ZT_CREDENTIALS_MALFORMED`
 */
export function readCredential(authorization: string): TokenCredential {
  const { scheme, token } = CREDENTIAL.exec(authorization)?.groups ?? {};
  if (scheme === undefined || token === undefined)
    throw malformedCredentials('the Authorization header is not "Bearer <token>" or "DPoP <token>"');
  return { scheme: scheme.length === 'DPoP'.length ? 'DPoP' : 'Bearer', token };
}
