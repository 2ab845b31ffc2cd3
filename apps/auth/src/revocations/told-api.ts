import type { Revocation } from './unannounced-revocations.js';

/** How many calls are under way at one API. */
const PARALLEL = 10;

/**
 * What one API has been told by this process. Each API has its own, so that one that is down keeps nothing from the
 * others, and nobody is told everything again because of it.
 */
export class ToldApi {
  readonly #told = new Set<string>();

  constructor(private readonly tell: (revocation: Revocation) => Promise<boolean>) {}

  /** Tells it what it does not know yet, in this order; gives up for now as soon as it does not answer well. */
  async bring(revocations: readonly Revocation[]): Promise<void> {
    this.#forgetAllBut(revocations);
    const untold = revocations.filter(({ jti }) => !this.#told.has(jti));
    for (let index = 0; index < untold.length; index += PARALLEL) {
      const batch = untold.slice(index, index + PARALLEL);
      const taken = await Promise.all(batch.map((revocation) => this.#bringOne(revocation)));
      if (taken.includes(false)) return;
    }
  }

  knows({ jti }: Revocation): boolean {
    return this.#told.has(jti);
  }

  async #bringOne(revocation: Revocation): Promise<boolean> {
    const isTaken = await this.tell(revocation);
    if (isTaken) this.#told.add(revocation.jti);
    return isTaken;
  }

  #forgetAllBut(revocations: readonly Revocation[]): void {
    const wanted = new Set(revocations.map(({ jti }) => jti));
    for (const jti of this.#told) if (!wanted.has(jti)) this.#told.delete(jti);
  }
}
