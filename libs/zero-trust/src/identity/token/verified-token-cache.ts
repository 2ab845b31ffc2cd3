import { hash, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../kernel/principal.js';
import type { TrustedIssuer } from '../keys/trusted-issuers.js';
import type { KeyReference } from './check-header.js';

/** A caller whose credential has passed every check. */
export interface Accepted {
  readonly ok: true;
  readonly principal: Principal;
}

/** What a signature was verified with. */
export interface Signer {
  readonly issuer: TrustedIssuer;
  readonly reference: KeyReference;
  readonly key: KeyObject;
}

/** A token that has passed every check, and what that still depends on. */
export interface VerifiedToken {
  readonly verdict: Accepted;
  /** Epoch milliseconds from which on it must be judged anew. */
  readonly usableUntil: number;
  /** `undefined` of an opaque token, for which its issuer has vouched. */
  readonly signer: Signer | undefined;
}

/** Most tokens that are remembered; the one unused for the longest time is forgotten first. */
export const MAX_VERIFIED_TOKENS = 10_000;

/**
 * Remembers tokens that have been verified, so that the next request with the same token costs one hash. Kept under the
 * SHA-256 of the credential, never the credential itself; nothing unverified ever enters. An entry counts only while its
 * token has not expired and its issuer still publishes the very key that it was verified with.
 */
export class VerifiedTokenCache {
  readonly #entries = new LRUCache<string, VerifiedToken>({ max: MAX_VERIFIED_TOKENS });

  /**
   * The caller behind a credential seen before; `undefined` if it must be verified (again).
   *
   * @param digest - by {@link digestOf}
   * @param now - epoch milliseconds
   */
  find(digest: string, now: number): Accepted | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    if (now < entry.usableUntil && isStillTrusted(entry.signer)) return entry.verdict;
    this.#entries.delete(digest);
    return undefined;
  }

  /** @param digest - by {@link digestOf} */
  add(digest: string, token: VerifiedToken): void {
    this.#entries.set(digest, token);
  }
}

function isStillTrusted(signer: Signer | undefined): boolean {
  return signer === undefined || signer.issuer.keys.peek(signer.reference) === signer.key;
}

/** What a credential, scheme and token, is remembered under: its SHA-256. */
export function digestOf(credential: string): string {
  return hash('sha256', credential, 'base64');
}
