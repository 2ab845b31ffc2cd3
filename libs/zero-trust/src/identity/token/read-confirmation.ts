import type { Confirmation } from '../../kernel/principal.js';
import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** SHA-256 in base64url: 32 bytes, so the last character carries four bits and two zeros. */
const SHA256 = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * Reads the key that a token is bound to. It is exactly one, in a form that is checked here; a token that is bound in any
 * other way would be taken as if it were not, so it is refused.
 *
 * @returns `undefined` for a plain bearer token
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 7800 §3, RFC 9449 §6.1, RFC 8705 §3.1
 */
export function readConfirmation(claims: JsonObject): Confirmation | undefined {
  if (!Object.hasOwn(claims, 'cnf')) return undefined;
  const cnf = claims['cnf'];
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) throw refused('is not an object');
  const [member, another] = Object.entries(cnf);
  if (member === undefined || another !== undefined) throw refused('has not exactly one member');
  const [name, thumbprint] = member as readonly [string, unknown];
  if (typeof thumbprint !== 'string' || !SHA256.test(thumbprint))
    throw refused('holds no SHA-256 in base64url');
  if (name === 'jkt') return Object.freeze({ jkt: thumbprint });
  if (name === 'x5t#S256') return Object.freeze({ x5tS256: thumbprint });
  throw refused('is of a kind that is not supported');
}

function refused(problem: string) {
  return tokenRefused('bound', `cnf ${problem}`);
}
