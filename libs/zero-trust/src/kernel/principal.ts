/** A binding to a public key, which the caller proves with DPoP. */
export interface KeyConfirmation {
  /** SHA-256 thumbprint of the public key, base64url (RFC 9449 §6.1). */
  readonly jkt: string;
  readonly x5tS256?: never;
}

/** A binding to a client certificate, which the caller shows. */
export interface CertificateConfirmation {
  /** SHA-256 thumbprint of the certificate, base64url (RFC 8705 §3.1). */
  readonly x5tS256: string;
  readonly jkt?: never;
}

/**
 * The one key that a token is bound to: whoever shows the token must show that it holds this key (RFC 7800 §3). A token that
 * is bound to more than one is refused.
 */
export type Confirmation = KeyConfirmation | CertificateConfirmation;

/** How, how strongly and when the person behind a credential signed in, as far as its issuer says. */
export interface Authentication {
  /** Authentication context class (`acr`). */
  readonly acr: string | undefined;
  /** Authentication methods (`amr`, RFC 8176). */
  readonly amr: readonly string[];
  /** Seconds since the epoch (`auth_time`). */
  readonly time: number | undefined;
}

/** Who acts on behalf of a principal. */
export interface Actor {
  /** `act.iss`, or else the issuer of the token. */
  readonly issuer: string;
  /** `act.sub`. */
  readonly subject: string;
  /** `act.client_id`. */
  readonly clientId: string | undefined;
}

/** Who is calling, as verified; frozen, because requests with one token share it. Two principals are the same only if issuer and subject are. */
export interface Principal {
  /** What the caller is known by: an access token, or its client certificate alone. */
  readonly credential: 'token' | 'certificate';
  /** `iss` of the credential; of a caller known by its certificate alone, the name of the trust domain. */
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
  /** `jti` of the token; `undefined` where there is no token. */
  readonly tokenId: string | undefined;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly authentication: Authentication;
  /** `undefined` for a plain bearer token. */
  readonly confirmation: Confirmation | undefined;
  /** Who acts on behalf of the principal; of a chain of actors, the present one (RFC 8693 §4.1). */
  readonly actor: Actor | undefined;
  /** All verified claims, frozen. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The key under which everything that is kept per principal is kept. A line feed can occur in neither part. */
export function principalKey(issuer: string, subject: string): string {
  return `${issuer}\n${subject}`;
}
