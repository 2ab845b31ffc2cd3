import type { KeySet } from './key-set.js';

/** Where the keys of an issuer come from. */
export interface KeySource {
  readonly issuer: string;
  /**
   * Fetches and imports the key set, in bounded time.
   *
   * @throws whatever stands in the way; the message says what
   */
  load(): Promise<KeySet>;
}
