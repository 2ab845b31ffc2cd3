import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/**
 * The token must name this API: `aud` is a string or an array of strings that holds one of `audiences`.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 9068 §4, RFC 8725 §3.9
 */
export function checkAudience(claims: JsonObject, audiences: readonly string[]): void {
  const aud = claims['aud'];
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!named.every((name) => typeof name === 'string')) {
    throw tokenRefused('audience', 'aud is not a string or an array of strings');
  }
  if (!named.some((name) => audiences.includes(name))) {
    throw tokenRefused('audience', 'aud names another audience');
  }
}
