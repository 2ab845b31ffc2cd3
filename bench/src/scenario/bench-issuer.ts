import { createTokenIssuer, type IssuerAlgorithm, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { READ_ORDERS, WRITE_ORDERS, type Identity } from './identities.js';

/** Signature algorithms that are timed. */
export const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'] as const satisfies readonly IssuerAlgorithm[];
export type Algorithm = (typeof ALGORITHMS)[number];

/** Longer than any run, shorter than the longest life that is accepted. */
const TOKEN_LIFETIME_SECONDS = 3_600;

/** One authorization server with a key for each algorithm. */
export class BenchIssuer implements AsyncDisposable {
  private constructor(private readonly issuers: Readonly<Record<Algorithm, TokenIssuer>>) {}

  static async start(): Promise<BenchIssuer> {
    const [es256, rs256, edDsa] = await Promise.all(
      ALGORITHMS.map((algorithm) => createTokenIssuer({ algorithm })),
    );
    const issuers = { ES256: es256, RS256: rs256, EdDSA: edDsa } as Record<Algorithm, TokenIssuer>;
    // Only the first is known to the contestants: it publishes the keys of all.
    issuers.ES256.publish({ keys: ALGORITHMS.map((algorithm) => jwkOf(issuers[algorithm])) });
    return new BenchIssuer(issuers);
  }

  get url(): string {
    return this.issuers.ES256.issuer;
  }

  get audience(): string {
    return this.issuers.ES256.audience;
  }

  /** A new token; no two are alike, because each has an id of its own. */
  token(identity: Identity, algorithm: Algorithm): string {
    return this.issuers[algorithm].token({
      sub: identity.subject,
      scope: `${READ_ORDERS} ${WRITE_ORDERS}`,
      lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
      claims: {
        iss: this.url,
        auth_time: this.issuers[algorithm].claims()['iat'],
        clearance: identity.clearance,
        tier: 'enterprise',
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.issuers).map((issuer) => issuer.close()));
  }
}

function jwkOf({ signingKey: { kid, algorithm, publicKey } }: TokenIssuer) {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
}
