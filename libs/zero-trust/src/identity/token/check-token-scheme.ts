import type { Confirmation } from '../../kernel/principal.js';
import type { TokenScheme } from './read-credential.js';
import { schemeMismatch } from './token-refusals.js';

/**
 * A token that is bound to a DPoP key comes under the scheme `DPoP`, any other under `Bearer`. A bound token that is sent
 * as a bearer token is a downgrade; a plain one that is sent with a proof would look protected and is not.
 *
 * @throws AccessDeniedError `ZT_TOKEN_SCHEME_MISMATCH`
 * @see RFC 9449 §7.1, §7.2
 */
export function checkTokenScheme(scheme: TokenScheme, confirmation: Confirmation | undefined): void {
  const isBoundToKey = confirmation?.jkt !== undefined;
  if (isBoundToKey && scheme !== 'DPoP') throw schemeMismatch('DPoP');
  if (!isBoundToKey && scheme === 'DPoP') throw schemeMismatch('Bearer');
}
