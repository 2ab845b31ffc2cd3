import { at, FIRST_CAPACITY, mix } from './int32-column.js';

const EMPTY = -1;
const MAX_LOAD = 0.75;

/** Integers of at least 0 by integers of at least 0, in 11 to 22 bytes an entry: a `Map` takes two to three times that. */
export class IntMap {
  /** Key and value by turns. */
  #slots = emptySlots(FIRST_CAPACITY);
  #mask = FIRST_CAPACITY - 1;
  #size = 0;

  /** The value of a key, or -1. */
  get(key: number): number {
    const slot = this.#slotOf(key);
    return at(this.#slots, 2 * slot) === EMPTY ? -1 : at(this.#slots, 2 * slot + 1);
  }

  set(key: number, value: number): void {
    const slot = this.#slotOf(key);
    this.#slots[2 * slot + 1] = value;
    if (at(this.#slots, 2 * slot) !== EMPTY) return;
    this.#slots[2 * slot] = key;
    this.#size += 1;
    if (this.#size > MAX_LOAD * (this.#mask + 1)) this.#grow();
  }

  delete(key: number): void {
    const slot = this.#slotOf(key);
    if (at(this.#slots, 2 * slot) === EMPTY) return;
    this.#size -= 1;
    this.#closeGap(slot);
  }

  /** The slot that holds the key, or the empty one where it belongs. */
  #slotOf(key: number): number {
    let slot = mix(key, 0) & this.#mask;
    while (at(this.#slots, 2 * slot) !== EMPTY && at(this.#slots, 2 * slot) !== key)
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  /** Moves back what a search would no longer find behind the gap, so that no markers of deleted entries pile up. */
  #closeGap(gap: number): void {
    let hole = gap;
    for (
      let slot = (gap + 1) & this.#mask;
      at(this.#slots, 2 * slot) !== EMPTY;
      slot = (slot + 1) & this.#mask
    ) {
      const key = at(this.#slots, 2 * slot);
      const home = mix(key, 0) & this.#mask;
      if (((slot - home) & this.#mask) < ((slot - hole) & this.#mask)) continue;
      this.#slots[2 * hole] = key;
      this.#slots[2 * hole + 1] = at(this.#slots, 2 * slot + 1);
      hole = slot;
    }
    this.#slots[2 * hole] = EMPTY;
  }

  #grow(): void {
    const old = this.#slots;
    this.#mask = 2 * this.#mask + 1;
    this.#slots = emptySlots(this.#mask + 1);
    for (let index = 0; index < old.length; index += 2) {
      const key = at(old, index);
      if (key === EMPTY) continue;
      const slot = this.#slotOf(key);
      this.#slots[2 * slot] = key;
      this.#slots[2 * slot + 1] = at(old, index + 1);
    }
  }
}

function emptySlots(capacity: number): Int32Array<ArrayBuffer> {
  return new Int32Array(2 * capacity).fill(EMPTY);
}
