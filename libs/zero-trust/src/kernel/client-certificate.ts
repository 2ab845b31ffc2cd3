/** A client certificate that has been verified, by this process or by a trusted gateway in front of it. */
export interface ClientCertificate {
  /** Who verified it: this process's own TLS listener, or the gateway that wrote the header of that name. */
  readonly source: 'tls' | 'client-cert' | 'x-forwarded-client-cert';
  /** SHA-256 of the DER encoding, base64url without padding (RFC 8705 §3.1). */
  readonly thumbprint: string;
  /** `URI` names of the subjectAltName that are SPIFFE ids, such as `spiffe://example.org/billing`. */
  readonly spiffeIds: readonly string[];
  /** `DNS` names of the subjectAltName. */
  readonly dnsNames: readonly string[];
  /** `CN` of the subject. */
  readonly commonName: string | undefined;
  /** Seconds since the epoch; 0 if the gateway does not tell. */
  readonly issuedAt: number;
  /** Seconds since the epoch after which it is void. */
  readonly expiresAt: number;
}
