import type { LoadRequest } from './load/load-job.js';
import type { Pair } from './pairs.js';
import type { Algorithm, BenchIssuer } from './scenario/bench-issuer.js';
import { IDENTITIES, type Identity } from './scenario/identities.js';

/** More than a server on half a core can verify; should one be faster, its round is marked. */
const NEVER_SEEN_PER_SECOND = 4_500;

/** Reads of the own order: one for each identity, with tokens that last all rounds; or as many as needed, each token new. */
export class RequestPool {
  readonly #warm = new Map<Algorithm, readonly LoadRequest[]>();

  constructor(
    private readonly issuer: BenchIssuer,
    private readonly secondsPerRound: number,
  ) {}

  /** The requests of one round. Tokens for once are signed now, before the round begins. */
  requestsFor({ algorithm, freshness }: Pick<Pair, 'algorithm' | 'freshness'>): readonly LoadRequest[] {
    return freshness === 'warm' ? this.warm(algorithm) : this.neverSeen(algorithm);
  }

  private warm(algorithm: Algorithm): readonly LoadRequest[] {
    const known = this.#warm.get(algorithm);
    if (known !== undefined) return known;
    const requests = IDENTITIES.map((identity) => this.requestOf(identity, algorithm));
    this.#warm.set(algorithm, requests);
    return requests;
  }

  private neverSeen(algorithm: Algorithm): readonly LoadRequest[] {
    const count = Math.ceil(this.secondsPerRound * NEVER_SEEN_PER_SECOND);
    return Array.from({ length: count }, (_, index) =>
      this.requestOf(IDENTITIES[index % IDENTITIES.length] as Identity, algorithm),
    );
  }

  private requestOf(identity: Identity, algorithm: Algorithm): LoadRequest {
    return { path: `/orders/${identity.orderId}`, token: this.issuer.token(identity, algorithm) };
  }
}
