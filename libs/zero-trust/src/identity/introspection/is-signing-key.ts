import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { isSigningAlgorithm, SIGNING_ALGORITHMS, type KeyShape } from '../signing-algorithms.js';

/** Whether a JWK is a private key that fits its own `alg`. */
export function isSigningKey(jwk: JsonWebKey): boolean {
  const alg = jwk['alg'];
  if (!isSigningAlgorithm(alg)) return false;
  const shape: KeyShape = SIGNING_ALGORITHMS[alg];
  return jwk.kty === shape.kty && jwk.crv === shape.crv && canBeImported(jwk);
}

function canBeImported(jwk: JsonWebKey): boolean {
  try {
    createPrivateKey({ key: jwk, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
