import { parseJsonObject, type JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** A JWS in compact serialization, decoded; nothing in it has been verified. */
export interface CompactJws {
  readonly header: JsonObject;
  readonly payload: Uint8Array;
}

/**
 * Decodes a token of exactly three parts in canonical base64url, so that no two spellings of one token both pass.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 7515 §7.1
 */
export function readCompactJws(token: string): CompactJws {
  const [header, payload, signature, ...more] = token.split('.').map(decodeCanonical);
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw tokenRefused('malformed', 'not three parts in canonical base64url');
  }
  return { header: parseJsonObject(header, 'protected header'), payload };
}

function decodeCanonical(part: string): Uint8Array | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}
