import { parseJsonObject, type JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** A JWS in compact serialization, decoded; nothing in it has been verified. */
export interface CompactJws {
  readonly header: JsonObject;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** What was signed: header and payload as they were sent, with the full stop between them. */
  readonly signingInput: Buffer;
}

/** Protected headers that were read before, by their text in the token. */
export interface KnownHeaders {
  get(text: string): JsonObject | undefined;
}

const NO_HEADERS: KnownHeaders = new Map();

/** Whether a token has the three parts of a JWS. Any other is opaque: only its issuer can say what it is. */
export function isCompactJws(token: string): boolean {
  const payloadAt = token.indexOf('.') + 1;
  const signatureAt = token.indexOf('.', payloadAt) + 1;
  return payloadAt !== 0 && signatureAt !== 0 && !token.includes('.', signatureAt);
}

/**
 * Decodes a token of exactly three parts in canonical base64url, so that no two spellings of one token both pass.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 7515 §7.1
 */
export function readCompactJws(token: string, known: KnownHeaders = NO_HEADERS): CompactJws {
  const payloadAt = token.indexOf('.') + 1;
  const signatureAt = token.indexOf('.', payloadAt) + 1;
  if (payloadAt === 0 || signatureAt === 0) throw notCompact();
  const headerText = token.slice(0, payloadAt - 1);
  const header = known.get(headerText) ?? parseJsonObject(decodeCanonical(headerText), 'protected header');
  const payload = decodeCanonical(token.slice(payloadAt, signatureAt - 1));
  // A further full stop is no base64url.
  const signature = decodeCanonical(token.slice(signatureAt));
  return {
    header,
    payload,
    signature,
    signingInput: Buffer.from(token.slice(0, signatureAt - 1), 'latin1'),
  };
}

function decodeCanonical(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw notCompact();
  return bytes;
}

function notCompact() {
  return tokenRefused('malformed', 'not three parts in canonical base64url');
}
