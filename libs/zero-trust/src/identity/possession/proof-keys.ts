import { createPublicKey, hash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AccessDeniedError } from '../../kernel/errors.js';
import { assessJwk } from '../keys/assess-jwk.js';
import { UnfitKeyError } from '../keys/unfit-key.error.js';
import { verifySignature } from '../token/verify-signature.js';
import type { DpopProof, ProofKey } from './dpop-proof.js';
import { proofRefused } from './possession-refusals.js';

/** Most keys that are remembered; the one unused for the longest time is forgotten first. */
const MAX_KEYS = 10_000;

/** Members of a public key that its thumbprint is taken over, in lexicographic order (RFC 7638 §3.2). */
const THUMBPRINT_MEMBERS = ['crv', 'e', 'kty', 'n', 'x', 'y'] as const;

/** Verifies proofs with the key that they bring, if it is the one that the token is bound to. */
export class ProofKeys {
  /** By thumbprint, which is a hash of all that makes the key; only keys whose signature held. */
  readonly #keys = new LRUCache<string, KeyObject>({ max: MAX_KEYS });

  /**
   * @param jkt - thumbprint of the key that the token is bound to
   * @throws AccessDeniedError `ZT_PROOF_INVALID`
   * @see RFC 9449 §4.3, checks 6, 7 and 12
   */
  verify({ jws }: DpopProof, { alg, jwk }: ProofKey, jkt: string): void {
    const members = fitMembers({ alg, jwk });
    if (thumbprint(members) !== jkt) throw proofRefused('key', 'jwk is not the key of cnf.jkt');
    const key = this.#keys.get(jkt) ?? importKey(members);
    try {
      verifySignature({ jws, key, alg });
    } catch (error) {
      if (error instanceof AccessDeniedError) throw proofRefused('signature', 'the signature does not hold');
      throw error;
    }
    this.#keys.set(jkt, key);
  }
}

/** The thumbprint of a public key, SHA-256 in base64url (RFC 7638). */
export function thumbprint(jwk: JsonWebKey): string {
  const members = THUMBPRINT_MEMBERS.filter((name) => jwk[name] !== undefined);
  return hash(
    'sha256',
    JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))),
    'base64url',
  );
}

function fitMembers({ alg, jwk }: ProofKey): JsonWebKey {
  try {
    return assessJwk(jwk, [alg]).jwk;
  } catch (error) {
    if (error instanceof UnfitKeyError) throw proofRefused('header', `jwk ${error.message}`);
    throw error;
  }
}

function importKey(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw proofRefused('header', 'jwk cannot be imported');
  }
}
