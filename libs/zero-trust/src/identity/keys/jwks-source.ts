import type { Clock } from '../../kernel/clock.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { discoverJwksUri } from './discover-metadata.js';
import { fetchJson } from './fetch-json.js';
import type { HttpFetch } from './http-fetch.port.js';
import { importKeySet, keysOf, type KeySet } from './key-set.js';
import type { KeySource } from './key-source.js';

/** How long a discovered address is used before it is discovered again. */
const METADATA_LIFE_MS = 10 * 60_000;

/** Whose keys are fetched, and with what. */
export interface JwksSourceInit {
  readonly issuer: string;
  readonly algorithms: readonly SigningAlgorithm[];
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** How long discovery and key set together may take. */
  readonly timeoutMs: number;
  /** Address of the key set; `undefined` if the issuer's metadata says it. */
  readonly jwksUri?: string | undefined;
}

/** Fetches the keys of one issuer from a fixed address, or from where its metadata says they are. */
export class JwksSource implements KeySource {
  #discovered: { readonly jwksUri: string; readonly at: number } | undefined;

  constructor(private readonly init: JwksSourceInit) {}

  get issuer(): string {
    return this.init.issuer;
  }

  /**
   * Fetches and imports the key set.
   *
   * @throws DependencyUnavailableError if it takes too long; UnusableAnswerError and network errors pass through
   */
  load(): Promise<KeySet> {
    const { issuer, timeoutMs } = this.init;
    return withDeadline({ dependency: `keys of ${issuer}`, timeoutMs }, async (signal) => {
      const url = await this.jwksUri(signal);
      return importKeySet(
        keysOf(url, await fetchJson({ fetch: this.init.fetch, url, signal })),
        this.init.algorithms,
      );
    });
  }

  private async jwksUri(signal: AbortSignal): Promise<string> {
    const { issuer, fetch, clock } = this.init;
    if (this.init.jwksUri !== undefined) return this.init.jwksUri;
    const known = this.#discovered;
    if (known !== undefined && clock.now() - known.at < METADATA_LIFE_MS) return known.jwksUri;
    const jwksUri = await discoverJwksUri({ issuer, fetch, signal });
    this.#discovered = { jwksUri, at: clock.now() };
    return jwksUri;
  }
}
