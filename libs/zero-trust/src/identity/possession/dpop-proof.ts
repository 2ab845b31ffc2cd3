import { AccessDeniedError } from '../../kernel/errors.js';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { readCompactJws, type CompactJws } from '../token/read-compact-jws.js';
import { readJsonObject, type JsonObject } from '../token/strict-json.js';
import { proofMissing, proofRefused } from './possession-refusals.js';

/** A proof in its parts; nothing in it has been verified. */
export interface DpopProof {
  readonly jws: CompactJws;
  readonly claims: JsonObject;
}

/** What the header of a proof says it was signed with. */
export interface ProofKey {
  readonly alg: SigningAlgorithm;
  /** The member `jwk`, still to be assessed. */
  readonly jwk: unknown;
}

/** Room for an RSA key of 8,192 bits and its signature. */
const MAX_PROOF_LENGTH = 8_192;

/**
 * Takes the one proof of a request apart.
 *
 * @param headers - every occurrence of the `DPoP` header
 * @throws AccessDeniedError `ZT_PROOF_MISSING`, `ZT_PROOF_INVALID`
 * @see RFC 9449 §4.3, checks 1 to 3
 */
export function readProof([proof, another]: readonly string[]): DpopProof {
  if (proof === undefined) throw proofMissing();
  if (another !== undefined) throw proofRefused('malformed', 'more than one DPoP header');
  if (proof.length > MAX_PROOF_LENGTH) throw proofRefused('malformed', 'the DPoP header is too long');
  const jws = readJws(proof);
  const claims = readJsonObject(jws.payload);
  if (typeof claims === 'string') throw proofRefused('malformed', `the payload ${claims}`);
  return { jws, claims };
}

/**
 * Reads what a proof was signed with; `jwk` comes with it on purpose, because the token says which key it must be.
 *
 * @throws AccessDeniedError `ZT_PROOF_INVALID`
 * @see RFC 9449 §4.2, §4.3, checks 4 and 5; RFC 7515 §4.1.11
 */
export function readProofKey(header: JsonObject, algorithms: readonly SigningAlgorithm[]): ProofKey {
  if (header['typ'] !== 'dpop+jwt') throw proofRefused('header', 'typ is not dpop+jwt');
  const alg = algorithms.find((allowed) => allowed === header['alg']);
  if (alg === undefined) throw proofRefused('header', 'alg is not in the allow-list');
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64'))
    throw proofRefused('header', 'crit and b64 are not supported');
  return { alg, jwk: header['jwk'] };
}

/** A proof is a JWS as a token is; what is wrong with it is said of the proof. */
function readJws(proof: string): CompactJws {
  try {
    return readCompactJws(proof);
  } catch (error) {
    if (error instanceof AccessDeniedError) throw proofRefused('malformed', error.denial.reason);
    throw error;
  }
}
