/** Who is calling, as verified. Two principals are the same only if issuer and subject are. */
export interface Principal {
  /** `iss` of the credential. */
  readonly issuer: string;
  /** `sub` of the credential. */
  readonly subject: string;
  /** Identifies the principal everywhere (limits, standing, baselines): issuer and subject, unambiguous. */
  readonly key: string;
  /** The principal as a subject of the relationship graph, `user:alice`. */
  readonly graphSubject: string;
  /** OAuth client that the token was issued to (RFC 9068 `client_id`). */
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** `jti` of the token. */
  readonly tokenId: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** All verified claims, frozen. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The key under which everything that is kept per principal is kept. A line feed can occur in neither part. */
export function principalKey(issuer: string, subject: string): string {
  return `${issuer}\n${subject}`;
}
