import { bearerChallenge, dpopChallenge, type ChallengeParameters } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';

/** What the caller is told about an unacceptable proof: enough to mend the client, nothing that the proof holds. */
const FAULTS = {
  claims: 'The DPoP proof lacks one of jti, htm, htu, iat and ath, or holds it in another form.',
  header:
    'The header of the DPoP proof needs typ dpop+jwt, an accepted alg, and the public jwk that fits it.',
  key: 'The DPoP proof is signed with another key than the one that the access token is bound to.',
  malformed: 'The request needs exactly one DPoP header, and in it one JWT in compact form.',
  signature: 'The signature of the DPoP proof does not hold.',
  target: 'The DPoP proof was made for another method or URL.',
  time: 'The DPoP proof was made too long ago, or in the future. Check the clock and make a new one.',
  token: 'The DPoP proof was made for another access token.',
} as const;

/** Kinds of faults that a proof can have. */
export type ProofFault = keyof typeof FAULTS;

type PossessionCode =
  | 'ZT_CERTIFICATE_MISMATCH'
  | 'ZT_PROOF_INVALID'
  | 'ZT_PROOF_MISSING'
  | 'ZT_PROOF_NONCE_NEEDED'
  | 'ZT_PROOF_REPLAYED'
  | 'ZT_TOKEN_NOT_BOUND';

interface Refusal {
  readonly code: PossessionCode;
  readonly detail: string;
  readonly reason: string;
  readonly challenge: (parameters: ChallengeParameters) => string;
  readonly error: NonNullable<ChallengeParameters['error']>;
  readonly headers?: Deny['headers'];
}

/** A proof that is not acceptable. `reason` is for operators and holds no part of the proof. */
export function proofRefused(fault: ProofFault, reason: string): AccessDeniedError {
  // RFC 9449 §7.1: a wrong binding is a fault of the token, everything else one of the proof.
  const error = fault === 'key' ? 'invalid_token' : 'invalid_dpop_proof';
  const detail = FAULTS[fault];
  return refused({ code: 'ZT_PROOF_INVALID', detail, reason, challenge: dpopChallenge, error });
}

/** A token that is bound to a key, and no proof. */
export function proofMissing(): AccessDeniedError {
  return refused({
    code: 'ZT_PROOF_MISSING',
    detail: 'The access token is bound to a key: send a DPoP header that proves that you hold it.',
    reason: 'the token is bound to a DPoP key and the request has no DPoP header',
    challenge: dpopChallenge,
    error: 'invalid_dpop_proof',
  });
}

/** A proof that has been accepted before, by this instance or another. */
export function proofReplayed(): Deny {
  return refused({
    code: 'ZT_PROOF_REPLAYED',
    detail: 'The DPoP proof has been used before. Make a new one for each request.',
    reason: 'jti of the DPoP proof has been used with this key',
    challenge: dpopChallenge,
    error: 'invalid_dpop_proof',
  }).denial;
}

/** A proof without a fresh nonce; the answer brings one (RFC 9449 §9). */
export function nonceNeeded(nonce: string, reason: string): AccessDeniedError {
  return refused({
    code: 'ZT_PROOF_NONCE_NEEDED',
    detail: 'The DPoP proof needs the nonce of the header DPoP-Nonce of this answer.',
    reason,
    challenge: dpopChallenge,
    error: 'use_dpop_nonce',
    headers: { 'dpop-nonce': nonce },
  });
}

/** A token that is bound to a client certificate, and another certificate or none (RFC 8705 §3). */
export function certificateMismatch(reason: string): Deny {
  return refused({
    code: 'ZT_CERTIFICATE_MISMATCH',
    detail: 'The access token is bound to a client certificate that this connection has not shown.',
    reason,
    challenge: bearerChallenge,
    error: 'invalid_token',
  }).denial;
}

/** A plain bearer token where a bound one is demanded. */
export function tokenNotBound(): Deny {
  return refused({
    code: 'ZT_TOKEN_NOT_BOUND',
    detail: 'This resource takes only access tokens that are bound to a DPoP key or a client certificate.',
    reason: 'the token is a plain bearer token',
    challenge: dpopChallenge,
    error: 'invalid_token',
  }).denial;
}

function refused({ code, detail, reason, challenge, error, headers }: Refusal): AccessDeniedError {
  const value = challenge({ error, error_description: detail });
  return new AccessDeniedError(
    deny({
      code,
      kind: 'unauthenticated',
      detail,
      reason,
      headers: { 'www-authenticate': value, ...headers },
    }),
  );
}
