import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** The claims that name subject, client and token. */
export interface TokenIdentifiers {
  readonly subject: string;
  readonly clientId: string;
  readonly tokenId: string | undefined;
}

/** OpenID Connect Core §2 limits `sub` to 255 characters. */
const MAX_SUBJECT_LENGTH = 255;
const MAX_IDENTIFIER_LENGTH = 256;

/** What would make `user:<sub>` another object, a userset or a wildcard of the relationship graph. */
const AMBIGUOUS_IN_GRAPH = /[:#@*\s\p{Cc}]/u;

/**
 * Reads `sub`, `client_id` and `jti`.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 9068 §2.2
 */
export function checkIdentifiers(claims: JsonObject, mayLackTokenId: boolean): TokenIdentifiers {
  const subject = identifier(claims, { name: 'sub', maxLength: MAX_SUBJECT_LENGTH });
  if (AMBIGUOUS_IN_GRAPH.test(subject)) {
    throw tokenRefused('claims', 'sub holds one of : # @ *, white space or a control character');
  }
  return {
    subject,
    clientId: identifier(claims, { name: 'client_id', maxLength: MAX_IDENTIFIER_LENGTH }),
    tokenId:
      mayLackTokenId && !Object.hasOwn(claims, 'jti')
        ? undefined
        : identifier(claims, { name: 'jti', maxLength: MAX_IDENTIFIER_LENGTH }),
  };
}

function identifier(claims: JsonObject, { name, maxLength }: { name: string; maxLength: number }): string {
  const value = claims[name];
  if (typeof value !== 'string' || value.length === 0 || value.length > maxLength) {
    throw tokenRefused('claims', `${name} is not a string of 1 to ${maxLength} characters`);
  }
  if (!value.isWellFormed() || /\p{Cc}/u.test(value)) {
    throw tokenRefused('claims', `${name} holds a control character or half a surrogate pair`);
  }
  return value;
}
