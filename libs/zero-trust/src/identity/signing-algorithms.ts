/** The key that an algorithm needs. */
export interface KeyShape {
  readonly kty: 'EC' | 'OKP' | 'RSA';
  readonly crv?: string;
}

/**
 * Every signature algorithm that an issuer may be configured with, and the key it needs. All are asymmetric: a public
 * key can never be mistaken for a shared secret (RFC 8725 §2.1).
 */
export const SIGNING_ALGORITHMS = {
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
} as const satisfies Record<string, KeyShape>;

/** A permitted signature algorithm (JWA name). */
export type SigningAlgorithm = keyof typeof SIGNING_ALGORITHMS;

/** What an issuer may sign with unless its options say otherwise. */
export const DEFAULT_SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Tells the permitted algorithms from all others, symmetric ones and `none` included. */
export function isSigningAlgorithm(name: unknown): name is SigningAlgorithm {
  return typeof name === 'string' && Object.hasOwn(SIGNING_ALGORITHMS, name);
}
