import { PerPrincipal } from '../../kernel/per-principal.js';
import type { Principal } from '../../kernel/principal.js';

/** Lists that a number has bits for. */
const MAX_LISTS = 31;

/** Remembers which lists of scopes a principal was found to carry: one bit for each list that a route demands. */
export class KnownScopeGrants {
  readonly #granted = new PerPrincipal<number>();
  readonly #bits = new Map<string, number>();

  /** The bit of a list; 0, of which nothing is remembered, once there are too many. */
  bitOf(scopes: readonly string[]): number {
    const list = scopes.toSorted().join(' ');
    const known = this.#bits.get(list);
    if (known !== undefined) return known;
    const bit = this.#bits.size < MAX_LISTS ? 1 << this.#bits.size : 0;
    this.#bits.set(list, bit);
    return bit;
  }

  has(principal: Principal, bit: number): boolean {
    return ((this.#granted.get(principal) ?? 0) & bit) !== 0;
  }

  add(principal: Principal, bit: number): void {
    if (bit !== 0) this.#granted.set(principal, (this.#granted.get(principal) ?? 0) | bit);
  }
}
