import type { JsonObject } from '../token/strict-json.js';
import { proofRefused } from './possession-refusals.js';
import { isSameTarget } from './same-target.js';

/** What a proof must have been made for. */
export interface ProofExpectations {
  readonly method: string;
  /** Scheme and authority that the caller used. */
  readonly origin: string;
  readonly path: string;
  /** SHA-256 of the access token, base64url. */
  readonly tokenHash: string;
  readonly nowMs: number;
  readonly toleranceSeconds: number;
}

/** What is left to check once the claims fit: that the proof is new. */
export interface FitProof {
  /** `jti`, of bounded length. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

const MAX_ID_LENGTH = 256;

/**
 * Compares a proof with the request that carries it.
 *
 * @throws AccessDeniedError `ZT_PROOF_INVALID`
 * @see RFC 9449 §4.3, checks 3, 8, 9, 11 and 12
 */
export function checkProofClaims(claims: JsonObject, expected: ProofExpectations): FitProof {
  const { jti, htm, htu, iat, ath } = claims;
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > MAX_ID_LENGTH)
    throw proofRefused('claims', `jti is not a string of 1 to ${MAX_ID_LENGTH} characters`);
  if (typeof htm !== 'string' || typeof htu !== 'string' || typeof ath !== 'string')
    throw proofRefused('claims', 'htm, htu or ath is not a string');
  if (typeof iat !== 'number') throw proofRefused('claims', 'iat is not a number');
  if (htm !== expected.method) throw proofRefused('target', 'htm is another method');
  if (!isSameTarget(htu, expected)) throw proofRefused('target', 'htu is another URL');
  if (Math.abs(expected.nowMs / 1_000 - iat) > expected.toleranceSeconds)
    throw proofRefused('time', `iat is more than ${expected.toleranceSeconds} s away`);
  if (ath !== expected.tokenHash) throw proofRefused('token', 'ath is not the hash of the access token');
  return { id: jti, issuedAt: iat };
}
