import { mayPointTo } from '../issuer-url.js';
import { fetchJson, UnusableAnswerError } from './fetch-json.js';
import type { JsonObject } from '../token/strict-json.js';
import type { HttpFetch } from './http-fetch.port.js';

/** Whose metadata is wanted, and what to fetch it with. */
export interface DiscoveryRequest {
  readonly issuer: string;
  readonly fetch: HttpFetch;
  readonly signal: AbortSignal;
}

/**
 * Finds the address of an issuer's key set: RFC 8414 metadata first, then OpenID Connect Discovery.
 *
 * @returns `jwks_uri`
 * @throws UnusableAnswerError if neither place has metadata of exactly this issuer; network errors pass through
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export async function discoverJwksUri({ issuer, fetch, signal }: DiscoveryRequest): Promise<string> {
  const faults: string[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return jwksUriOf({ issuer, url, metadata: await fetchJson({ fetch, url, signal }) });
    } catch (error) {
      if (!(error instanceof UnusableAnswerError) || error.serverFailed) throw error;
      faults.push(error.message);
    }
  }
  throw new UnusableAnswerError(faults.join('; '));
}

/** Where an issuer's metadata may be, in the order of preference. */
export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/u, '');
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

interface FoundMetadata {
  readonly issuer: string;
  readonly url: string;
  readonly metadata: JsonObject;
}

/** The issuer named in the metadata must be the one asked for, or another issuer's keys would be taken for its own. */
function jwksUriOf({ issuer, url, metadata }: FoundMetadata): string {
  const { issuer: named, jwks_uri: jwksUri } = metadata;
  if (named !== issuer) throw new UnusableAnswerError(`the metadata at ${url} is of another issuer`);
  if (typeof jwksUri !== 'string' || !mayPointTo(issuer, jwksUri)) {
    throw new UnusableAnswerError(`jwks_uri in the metadata at ${url} is not an https URL`);
  }
  return jwksUri;
}
