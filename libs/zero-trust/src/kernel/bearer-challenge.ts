/** Parameters of a challenge, named as on the wire. */
export interface ChallengeParameters {
  readonly realm?: string;
  /** Left out when the request carried no credential at all (RFC 6750 §3.1, RFC 9449 §7.1, RFC 9470 §3). */
  readonly error?: ChallengeError;
  readonly error_description?: string;
  /** Scopes that the route needs, separated by single spaces. */
  readonly scope?: string;
  /** Authentication contexts of which one is needed, separated by single spaces (RFC 9470 §3). */
  readonly acr_values?: string;
  /** Seconds that may have passed since the person signed in (RFC 9470 §3). */
  readonly max_age?: string;
  /** Algorithms that a DPoP proof may be signed with, separated by single spaces (RFC 9449 §7.1). */
  readonly algs?: string;
  /** Where the metadata of this API is (RFC 9728 §5.1). */
  readonly resource_metadata?: string;
}

/** What a challenge may name as wrong. */
export type ChallengeError =
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'invalid_request'
  | 'invalid_token'
  | 'use_dpop_nonce';

/**
 * The value of `WWW-Authenticate` for bearer tokens. Characters that a parameter must not hold become `?`.
 *
 * @see RFC 6750 §3
 * @example
 * bearerChallenge({ error: 'insufficient_scope', scope: 'orders:read' });
 * // Bearer error="insufficient_scope", scope="orders:read"
 */
export function bearerChallenge(parameters: ChallengeParameters = {}): string {
  return addToChallenge('Bearer', parameters);
}

/**
 * The value of `WWW-Authenticate` for tokens that are bound to a DPoP key.
 *
 * @see RFC 9449 §7.1
 */
export function dpopChallenge(parameters: ChallengeParameters = {}): string {
  return addToChallenge('DPoP', parameters);
}

/** A challenge with further parameters, which stand in its last scheme. */
export function addToChallenge(challenge: string, parameters: ChallengeParameters): string {
  const written = Object.entries(parameters as Readonly<Record<string, string | undefined>>).flatMap(
    ([name, value]) => (value === undefined ? [] : [`${name}="${quotable(value)}"`]),
  );
  if (written.length === 0) return challenge;
  return `${challenge}${challenge.endsWith('"') ? ', ' : ' '}${written.join(', ')}`;
}

/** RFC 6750 §3 allows neither quotes nor backslashes, so nothing is ever escaped. */
function quotable(value: string): string {
  return value.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, '?');
}
