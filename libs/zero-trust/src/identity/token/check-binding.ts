import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/**
 * A token that is bound to a key (`cnf`) proves nothing without the key. Taking it as a plain bearer token would turn
 * the binding off, so it is refused as long as no proof of possession is checked.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 7800 §3, RFC 9449 §7.1, RFC 8705 §3
 */
export function checkBinding(claims: JsonObject): void {
  if (Object.hasOwn(claims, 'cnf'))
    throw tokenRefused('bound', 'cnf is present, proof of possession is not checked');
}
