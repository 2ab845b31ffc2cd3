import type { Clock } from '../../kernel/clock.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { discoverJwksUri } from './discover-metadata.js';
import { fetchJson, UnusableAnswerError } from './fetch-json.js';
import type { HttpFetch } from './http-fetch.port.js';
import { importKeySet, type KeySet } from './key-set.js';

/** How long discovery and key set together may take: less than a stage may, so that the deny names the issuer. */
export const JWKS_TIMEOUT_MS = 4_000;
/** How long a discovered address is used before it is discovered again. */
const METADATA_LIFE_MS = 10 * 60_000;

/** Whose keys are fetched, and with what. */
export interface JwksSourceInit {
  readonly issuer: string;
  readonly algorithms: readonly SigningAlgorithm[];
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** @defaultValue 4000 */
  readonly timeoutMs?: number;
}

/** Fetches the keys of one issuer from where its metadata says they are. */
export class JwksSource {
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
    const { issuer, timeoutMs = JWKS_TIMEOUT_MS } = this.init;
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
    const known = this.#discovered;
    if (known !== undefined && clock.now() - known.at < METADATA_LIFE_MS) return known.jwksUri;
    const jwksUri = await discoverJwksUri({ issuer, fetch, signal });
    this.#discovered = { jwksUri, at: clock.now() };
    return jwksUri;
  }
}

function keysOf(url: string, document: unknown): readonly unknown[] {
  const keys = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys))
    throw new UnusableAnswerError(`${url} answered with something that is not a JWKS`);
  return keys;
}
