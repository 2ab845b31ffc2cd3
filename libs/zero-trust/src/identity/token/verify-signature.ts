import { constants, verify, type KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { toDerSignature } from './ecdsa-signature.js';
import type { CompactJws } from './read-compact-jws.js';
import { tokenRefused } from './token-refusals.js';

/** A token, and the issuer's key that it must have been signed with. */
export interface SignatureCheck {
  readonly jws: Pick<CompactJws, 'signature' | 'signingInput'>;
  readonly key: KeyObject;
  readonly alg: SigningAlgorithm;
}

/** How Node verifies an algorithm. */
interface Scheme {
  readonly hash: string | null;
  /** Of an ECDSA signature: both numbers together, in bytes. */
  readonly ecdsaLength?: number;
  /** What a key alone does not say. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** RFC 7518 §3.5: the salt is as long as the hash. */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

const SCHEMES: Readonly<Record<SigningAlgorithm, Scheme>> = {
  ES256: { hash: 'sha256', ecdsaLength: 64 },
  ES384: { hash: 'sha384', ecdsaLength: 96 },
  ES512: { hash: 'sha512', ecdsaLength: 132 },
  Ed25519: { hash: null },
  EdDSA: { hash: null },
  PS256: { hash: 'sha256', settings: PSS },
  PS384: { hash: 'sha384', settings: PSS },
  PS512: { hash: 'sha512', settings: PSS },
  RS256: { hash: 'sha256' },
  RS384: { hash: 'sha384' },
  RS512: { hash: 'sha512' },
};

/**
 * Verifies the signature of a JWS, at once: a detour through the thread pool costs more than it saves.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export function verifySignature({ jws, key, alg }: SignatureCheck): void {
  if (!holds(jws, key, SCHEMES[alg])) throw tokenRefused('signature', 'the signature does not hold');
}

/** Passes the bare key wherever that is enough: see {@link toDerSignature} for why. */
function holds(
  { signingInput, signature }: SignatureCheck['jws'],
  key: KeyObject,
  { hash, ecdsaLength, settings }: Scheme,
): boolean {
  if (settings !== undefined) return verify(hash, signingInput, { key, ...settings }, signature);
  if (ecdsaLength === undefined) return verify(hash, signingInput, key, signature);
  // RFC 7518 §3.4: two numbers of fixed length, not ASN.1.
  return signature.length === ecdsaLength && verify(hash, signingInput, key, toDerSignature(signature));
}
