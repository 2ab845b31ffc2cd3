/** Parameters of a Bearer challenge, named as on the wire. */
export interface BearerChallenge {
  readonly realm?: string;
  /** RFC 6750 §3.1; left out when the request carried no credential at all. */
  readonly error?: 'insufficient_scope' | 'invalid_request' | 'invalid_token';
  readonly error_description?: string;
  /** Scopes that the route needs, separated by single spaces. */
  readonly scope?: string;
}

/**
 * The value of `WWW-Authenticate` for bearer tokens. Characters that a parameter must not hold become `?`.
 *
 * @see RFC 6750 §3
 * @example
 * bearerChallenge({ error: 'insufficient_scope', scope: 'orders:read' });
 * // Bearer error="insufficient_scope", scope="orders:read"
 */
export function bearerChallenge(parameters: BearerChallenge = {}): string {
  const written = Object.entries(parameters as Readonly<Record<string, string | undefined>>).flatMap(
    ([name, value]) => (value === undefined ? [] : [`${name}="${quotable(value)}"`]),
  );
  return written.length === 0 ? 'Bearer' : `Bearer ${written.join(', ')}`;
}

/** RFC 6750 §3 allows neither quotes nor backslashes, so nothing is ever escaped. */
function quotable(value: string): string {
  return value.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, '?');
}
