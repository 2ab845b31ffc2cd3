/** SPIFFE-ID §2.3: implementations accept up to 2,048 bytes. */
const MAX_LENGTH = 2048;

const SPIFFE_ID = /^spiffe:\/\/[a-z0-9._-]{1,255}(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)+$/;

/** Whether a text is the SPIFFE id of a workload: a trust domain and a path, nothing else (SPIFFE-ID §2). */
export function isSpiffeId(text: string): boolean {
  return text.length <= MAX_LENGTH && SPIFFE_ID.test(text);
}

/** `spiffe://example.org/billing` → `spiffe://example.org`. */
export function trustDomainOf(spiffeId: string): string {
  return spiffeId.slice(0, spiffeId.indexOf('/', 'spiffe://'.length));
}
