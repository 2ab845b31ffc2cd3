import { constants, verify, type KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import type { CompactJws } from './read-compact-jws.js';
import { tokenRefused } from './token-refusals.js';

/** A token, and the issuer's key that it must have been signed with. */
export interface SignatureCheck {
  readonly jws: Pick<CompactJws, 'signature' | 'signingInput'>;
  readonly key: KeyObject;
  readonly alg: SigningAlgorithm;
}

/** How Node verifies an algorithm: the hash, and what else its signatures need. */
interface Scheme {
  readonly hash: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
}

const RSA = { padding: constants.RSA_PKCS1_PADDING };
/** RFC 7518 §3.5: the salt is as long as the hash. */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
/** RFC 7518 §3.4: two numbers of fixed length, not ASN.1. */
const ECDSA = { dsaEncoding: 'ieee-p1363' };

const SCHEMES: Readonly<Record<SigningAlgorithm, Scheme>> = {
  ES256: { hash: 'sha256', settings: ECDSA },
  ES384: { hash: 'sha384', settings: ECDSA },
  ES512: { hash: 'sha512', settings: ECDSA },
  Ed25519: { hash: null, settings: {} },
  EdDSA: { hash: null, settings: {} },
  PS256: { hash: 'sha256', settings: PSS },
  PS384: { hash: 'sha384', settings: PSS },
  PS512: { hash: 'sha512', settings: PSS },
  RS256: { hash: 'sha256', settings: RSA },
  RS384: { hash: 'sha384', settings: RSA },
  RS512: { hash: 'sha512', settings: RSA },
};

/**
 * Verifies the signature of a JWS, at once: a detour through the thread pool costs more than it saves.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export function verifySignature({ jws, key, alg }: SignatureCheck): void {
  const { hash, settings } = SCHEMES[alg];
  if (!verify(hash, jws.signingInput, { key, ...settings }, jws.signature)) {
    throw tokenRefused('signature', 'the signature does not hold');
  }
}
