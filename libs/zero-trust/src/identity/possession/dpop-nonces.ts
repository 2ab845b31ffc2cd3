import { createHmac, randomBytes } from 'node:crypto';
import { equalTexts } from './equal-texts.js';

/** What nonces are made from. */
export interface DpopNoncesInit {
  /** The same for all instances; without one, each process has its own. */
  readonly secret: string | undefined;
  readonly lifetimeSeconds: number;
}

/**
 * Nonces that need no store: each is an HMAC of the span of time that it belongs to. They tell when a proof was made, at
 * the earliest; that it is used once is the replay cache's business.
 *
 * @see RFC 9449 §8, §9
 */
export class DpopNonces {
  readonly #secret: string | Buffer;
  readonly #lifetimeMs: number;
  readonly #bySpan = new Map<number, string>();

  constructor({ secret, lifetimeSeconds }: DpopNoncesInit) {
    this.#secret = secret ?? randomBytes(32);
    this.#lifetimeMs = lifetimeSeconds * 1_000;
  }

  /** The nonce to send out now. */
  current(nowMs: number): string {
    return this.nonceOf(this.spanOf(nowMs));
  }

  /** Whether a nonce is the present one, the one before, or the next one of an instance whose clock is ahead. */
  isFresh(nonce: unknown, nowMs: number): boolean {
    if (typeof nonce !== 'string') return false;
    const span = this.spanOf(nowMs);
    return [span, span - 1, span + 1].some((near) => equalTexts(this.nonceOf(near), nonce));
  }

  private spanOf(nowMs: number): number {
    return Math.floor(nowMs / this.#lifetimeMs);
  }

  private nonceOf(span: number): string {
    const known = this.#bySpan.get(span);
    if (known !== undefined) return known;
    for (const old of this.#bySpan.keys()) if (old < span - 2) this.#bySpan.delete(old);
    const nonce = createHmac('sha256', this.#secret).update(`dpop-nonce:${span}`).digest('base64url');
    this.#bySpan.set(span, nonce);
    return nonce;
  }
}
