import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** Scope tokens separated by single spaces (RFC 6749 §3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/u;

/**
 * Reads the scopes that were granted; a token without `scope` has none.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export function checkScope(claims: JsonObject): ReadonlySet<string> {
  if (!Object.hasOwn(claims, 'scope')) return new Set();
  const scope = claims['scope'];
  if (typeof scope !== 'string' || !SCOPE.test(scope)) {
    throw tokenRefused('claims', 'scope is not a list of scope tokens separated by single spaces');
  }
  return new Set(scope.split(' '));
}
