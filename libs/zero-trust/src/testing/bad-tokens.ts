import type { DenialCode } from '../kernel/codes.js';
import { malformedHeaders } from './bad-tokens-headers.js';
import { forgedTokens } from './bad-tokens-forged.js';
import { wrongBindings } from './bad-tokens-bindings.js';
import { wrongClaims } from './bad-tokens-claims.js';
import { wrongEncodings } from './bad-tokens-encoding.js';
import type { TokenIssuer, TokenRequest } from './token-issuer.js';

/** A credential that must be answered with 401. */
export interface BadCredential {
  /** What is wrong, for the name of a test. */
  readonly name: string;
  /** Every `Authorization` header to send, in order. */
  readonly authorization: readonly string[];
  readonly code: Extract<
    DenialCode,
    | 'ZT_CREDENTIALS_MALFORMED'
    | 'ZT_CREDENTIALS_MISSING'
    | 'ZT_TOKEN_EXPIRED'
    | 'ZT_TOKEN_INVALID'
    | 'ZT_TOKEN_SCHEME_MISMATCH'
  >;
}

/**
 * Credentials that no API may accept, made from an issuer that it trusts: each differs from an acceptable one in the one
 * thing that its name says.
 *
 * @param request - what the acceptable token would say, such as its subject and scopes
 */
export function badCredentials(issuer: TokenIssuer, request: TokenRequest = {}): readonly BadCredential[] {
  return [
    ...malformedHeaders(issuer, request),
    ...wrongEncodings(issuer, request),
    ...forgedTokens(issuer, request),
    ...wrongClaims(issuer, request),
    ...wrongBindings(issuer, request),
  ];
}
