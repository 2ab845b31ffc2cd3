import { hash } from 'node:crypto';
import type { CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../kernel/principal.js';
import type { TrustedIssuer } from '../keys/trusted-issuers.js';
import type { KeyReference } from './check-header.js';

/** A token that has passed every check, and what that still depends on. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly issuer: TrustedIssuer;
  readonly reference: KeyReference;
  /** The key that its signature was verified with. */
  readonly key: CryptoKey;
}

/** Most tokens that are remembered; the one unused for the longest time is forgotten first. */
export const MAX_VERIFIED_TOKENS = 10_000;

/**
 * Remembers tokens whose signature and claims have been verified, so that the next request with the same token costs one
 * hash. Kept under the SHA-256 of the credential, never the credential itself; nothing unverified ever enters. An entry
 * counts only while its token has not expired and its issuer still publishes the very key that it was verified with.
 */
export class VerifiedTokenCache {
  readonly #entries = new LRUCache<string, VerifiedToken>({ max: MAX_VERIFIED_TOKENS });

  /** The caller behind a credential seen before; `undefined` if it must be verified (again). */
  find(credential: string, expiresAfter: number): Principal | undefined {
    const digest = digestOf(credential);
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    const { issuer, reference, key, principal } = entry;
    if (principal.expiresAt > expiresAfter && issuer.keys.peek(reference) === key) return principal;
    this.#entries.delete(digest);
    return undefined;
  }

  add(credential: string, token: VerifiedToken): void {
    this.#entries.set(digestOf(credential), token);
  }
}

function digestOf(credential: string): string {
  return hash('sha256', credential, 'base64');
}
