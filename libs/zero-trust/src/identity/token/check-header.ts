import type { SigningAlgorithm } from '../signing-algorithms.js';
import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** What a protected header says about the key that it was signed with. */
export interface KeyReference {
  readonly alg: SigningAlgorithm;
  readonly kid: string | undefined;
}

/** Header parameters that would let a token bring or point to its own key, or change what is signed. */
const REFUSED_PARAMETERS = ['crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u'] as const;
const MAX_KID_LENGTH = 256;
const ACCESS_TOKEN_TYPES: readonly string[] = ['at+jwt', 'application/at+jwt'];

/**
 * Reads which key a JWS claims to be signed with. The algorithm comes from the issuer's allow-list, never from the
 * token alone, and keys only from the issuer's metadata.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 8725 §3.1, §3.10; RFC 7515 §4.1.11
 */
export function checkKeyReference(header: JsonObject, algorithms: readonly SigningAlgorithm[]): KeyReference {
  const alg = algorithms.find((allowed) => allowed === header['alg']);
  if (alg === undefined) throw tokenRefused('signature', 'alg is not in the allow-list of the issuer');
  const refused = REFUSED_PARAMETERS.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined)
    throw tokenRefused('malformed', `the header parameter ${refused} is not supported`);
  return { alg, kid: keyId(header) };
}

/**
 * Tells access tokens from every other JWT of the same issuer, ID tokens first of all.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 9068 §4, RFC 8725 §3.11
 */
export function checkType(header: JsonObject): void {
  const typ = header['typ'];
  if (typeof typ !== 'string' || !ACCESS_TOKEN_TYPES.includes(typ.toLowerCase())) {
    throw tokenRefused('malformed', 'typ is not at+jwt');
  }
}

function keyId(header: JsonObject): string | undefined {
  if (!Object.hasOwn(header, 'kid')) return undefined;
  const kid = header['kid'];
  if (typeof kid !== 'string' || kid.length === 0 || kid.length > MAX_KID_LENGTH) {
    throw tokenRefused('malformed', `kid is not a string of 1 to ${MAX_KID_LENGTH} characters`);
  }
  return kid;
}
