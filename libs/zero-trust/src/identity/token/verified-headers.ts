import { LRUCache } from 'lru-cache';
import type { CompactJws, KnownHeaders } from './read-compact-jws.js';
import type { JsonObject } from './strict-json.js';

/** An issuer has a few keys, and writes one header for each. */
const MAX_HEADERS = 64;

/**
 * Remembers the protected headers of tokens whose signature held, because all tokens of one key have the same. What
 * nobody signed never enters, so that nobody else can drive them out.
 */
export class VerifiedHeaders implements KnownHeaders {
  readonly #headers = new LRUCache<string, JsonObject>({ max: MAX_HEADERS });

  get(text: string): JsonObject | undefined {
    return this.#headers.get(text);
  }

  /** @param jws - whose signature was verified */
  add({ header, signingInput }: Pick<CompactJws, 'header' | 'signingInput'>): void {
    // Read from the bytes: a slice of the token's text would keep the token in memory.
    const text = signingInput.toString('latin1', 0, signingInput.indexOf('.'));
    if (!this.#headers.has(text)) this.#headers.set(text, header);
  }
}
