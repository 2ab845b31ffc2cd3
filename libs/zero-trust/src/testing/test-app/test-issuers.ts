import type { ResolvedIssuerOptions } from '../../identity/issuer.options.js';
import type { Clock } from '../../kernel/clock.port.js';
import type { IssuerAlgorithm } from '../token-issuer-keys.js';
import { createTokenIssuer, type TokenIssuer } from '../token-issuer.js';
import { TestAppError } from './test-app.error.js';

/** The cheapest first. */
const ALGORITHMS: readonly IssuerAlgorithm[] = ['ES256', 'EdDSA', 'PS256', 'RS256'];

/** In-process issuers in place of those that an application trusts, under the same names. */
export class TestIssuers {
  private issuers: readonly TokenIssuer[] = [];

  constructor(private readonly clock: Clock) {}

  /** Of the first issuer that the application trusts. */
  get first(): TokenIssuer {
    const [first] = this.issuers;
    if (first === undefined) throw new TestAppError('The application trusts no issuer.');
    return first;
  }

  /** @throws {TestAppError} when the application trusts none of that name */
  named(name: string): TokenIssuer {
    const found = this.issuers.find(({ issuer }) => issuer === name);
    if (found !== undefined) return found;
    const known = this.issuers.map(({ issuer }) => issuer).join(', ');
    throw new TestAppError(`The application does not trust the issuer ${name}; it trusts ${known}.`);
  }

  /** Starts one for each. Only where they are asked changes; all else that the application says of them stays. */
  async standInFor(issuers: readonly ResolvedIssuerOptions[]): Promise<readonly ResolvedIssuerOptions[]> {
    this.issuers = await Promise.all(issuers.map(async (own) => this.start(own)));
    return issuers.map((own) => withAddressesOf(own, this.named(own.issuer)));
  }

  async close(): Promise<void> {
    await Promise.all(this.issuers.map(async (issuer) => issuer.close()));
  }

  private start({ issuer, audience, algorithms }: ResolvedIssuerOptions): Promise<TokenIssuer> {
    const algorithm = ALGORITHMS.find((one) => algorithms.includes(one));
    if (algorithm !== undefined) {
      return createTokenIssuer({ issuer, audience: audience[0], algorithm, clock: this.clock });
    }
    const message = `The issuer ${issuer} signs with ${algorithms.join(', ')} only; in tests it can sign with ${ALGORITHMS.join(', ')}. Allow one of them by the option "options".`;
    throw new TestAppError(message);
  }
}

function withAddressesOf(own: ResolvedIssuerOptions, issuer: TokenIssuer): ResolvedIssuerOptions {
  const { introspection } = own;
  return {
    ...own,
    jwks: undefined,
    jwksFile: undefined,
    jwksUri: issuer.jwksUri,
    introspection: introspection && { ...introspection, endpoint: issuer.introspectionEndpoint },
  };
}
