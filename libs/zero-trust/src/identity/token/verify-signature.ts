import { compactVerify, errors, type CryptoKey } from 'jose';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { tokenRefused } from './token-refusals.js';

/** A token, and the issuer's key that it must have been signed with. */
export interface SignatureCheck {
  readonly token: string;
  readonly key: CryptoKey;
  readonly alg: SigningAlgorithm;
}

/**
 * Verifies the signature of a JWS in compact serialization.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export async function verifySignature({ token, key, alg }: SignatureCheck): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [alg] });
  } catch (error) {
    if (error instanceof errors.JOSEError)
      throw tokenRefused('signature', `signature refused: ${error.code}`);
    throw error;
  }
}
