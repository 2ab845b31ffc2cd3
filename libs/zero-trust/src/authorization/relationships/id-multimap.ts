/**
 * Sets of integers by integer. Most keys hold one value (an order has one organization), which is kept
 * without a set around it: an empty `Set` alone costs more memory than a whole entry here.
 */
export class IdMultimap {
  readonly #values = new Map<number, number | Set<number>>();

  has(key: number, value: number): boolean {
    const held = this.#values.get(key);
    if (held === undefined) return false;
    return typeof held === 'number' ? held === value : held.has(value);
  }

  get(key: number): Iterable<number> {
    const held = this.#values.get(key);
    if (held === undefined) return NONE;
    return typeof held === 'number' ? [held] : held;
  }

  add(key: number, value: number): void {
    const held = this.#values.get(key);
    if (held === undefined) this.#values.set(key, value);
    else if (typeof held !== 'number') held.add(value);
    else if (held !== value) this.#values.set(key, new Set([held, value]));
  }

  delete(key: number, value: number): void {
    const held = this.#values.get(key);
    if (held === value) this.#values.delete(key);
    if (typeof held !== 'object') return;
    held.delete(value);
    if (held.size === 0) this.#values.delete(key);
  }

  *entries(): Generator<readonly [key: number, value: number]> {
    for (const key of this.#values.keys()) {
      for (const value of this.get(key)) yield [key, value];
    }
  }
}

const NONE: readonly number[] = Object.freeze([]);
