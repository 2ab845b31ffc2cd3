import type { JsonObject } from '../token/strict-json.js';
import { tokenRefused } from '../token/token-refusals.js';

/** Types of access tokens, without regard to case; a refresh token has none of them (RFC 6749 §7.1, RFC 9449 §5). */
const ACCESS_TOKEN_TYPES: readonly unknown[] = ['bearer', 'dpop'];

/**
 * An answer about a refresh token must not open anything.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export function checkTokenType(answer: JsonObject): void {
  const type = answer['token_type'];
  if (!ACCESS_TOKEN_TYPES.includes(typeof type === 'string' ? type.toLowerCase() : type)) {
    throw tokenRefused('malformed', 'token_type is neither Bearer nor DPoP');
  }
}
