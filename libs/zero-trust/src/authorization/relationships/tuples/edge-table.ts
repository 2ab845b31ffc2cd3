import { at, FIRST_CAPACITY, mix, withRoomFor } from './int32-column.js';

const NO_EDGE = -1;
const MAX_LOAD = 0.75;

/** The two ends of an edge. */
export interface Edge {
  readonly objectId: number;
  readonly subjectId: number;
}

/**
 * Pairs of object and subject, each known by a small integer of its own: its edge. An open-addressing table finds the
 * edge of a pair; both together take 13 to 23 bytes a pair.
 */
export class EdgeTable {
  /** Object and subject by turns, so that one read brings both. */
  #ends = new Int32Array(0);
  /** Edges by the hash of their ends. */
  #slots = emptySlots(2 * FIRST_CAPACITY);
  #mask = 2 * FIRST_CAPACITY - 1;
  #size = 0;
  /** One more than the highest edge that was ever in use. */
  #end = 0;
  /** The edge that was given back last; each holds the one before it in its object's place, below -1. */
  #free = NO_EDGE;

  /** Of each edge the object, then the subject. */
  get ends(): Int32Array {
    return this.#ends;
  }

  objectOf(edge: number): number {
    return at(this.#ends, 2 * edge);
  }

  subjectOf(edge: number): number {
    return at(this.#ends, 2 * edge + 1);
  }

  /** The edge of a pair, or -1. */
  find(objectId: number, subjectId: number): number {
    return at(this.#slots, this.#slotOf(objectId, subjectId));
  }

  /** A new edge for a pair that has none. */
  add({ objectId, subjectId }: Edge): number {
    const edge = this.#takeEdge();
    this.#ends[2 * edge] = objectId;
    this.#ends[2 * edge + 1] = subjectId;
    this.#slots[this.#slotOf(objectId, subjectId)] = edge;
    this.#size += 1;
    if (this.#size > MAX_LOAD * (this.#mask + 1)) this.#grow();
    return edge;
  }

  delete(edge: number): void {
    this.#closeGap(this.#slotOf(this.objectOf(edge), this.subjectOf(edge)));
    this.#ends[2 * edge] = markFree(this.#free);
    this.#free = edge;
    this.#size -= 1;
  }

  /** Every edge in use. */
  *edges(): Generator<number> {
    for (let edge = 0; edge < this.#end; edge += 1) if (this.objectOf(edge) >= 0) yield edge;
  }

  #takeEdge(): number {
    const edge = this.#free;
    if (edge !== NO_EDGE) {
      this.#free = nextFree(this.objectOf(edge));
      return edge;
    }
    this.#ends = withRoomFor(this.#ends, 2 * this.#end + 1);
    this.#end += 1;
    return this.#end - 1;
  }

  #slotOf(objectId: number, subjectId: number): number {
    let slot = mix(objectId, subjectId) & this.#mask;
    for (let edge = at(this.#slots, slot); edge !== NO_EDGE; edge = at(this.#slots, slot)) {
      if (this.objectOf(edge) === objectId && this.subjectOf(edge) === subjectId) return slot;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  /** Moves back what a search would no longer find behind the gap, so that no markers of deleted pairs pile up. */
  #closeGap(gap: number): void {
    let hole = gap;
    let slot = (gap + 1) & this.#mask;
    for (let edge = at(this.#slots, slot); edge !== NO_EDGE; edge = at(this.#slots, slot)) {
      if (((slot - this.#home(edge)) & this.#mask) >= ((slot - hole) & this.#mask)) {
        this.#slots[hole] = edge;
        hole = slot;
      }
      slot = (slot + 1) & this.#mask;
    }
    this.#slots[hole] = NO_EDGE;
  }

  #grow(): void {
    this.#mask = 2 * this.#mask + 1;
    this.#slots = emptySlots(this.#mask + 1);
    for (const edge of this.edges()) {
      let slot = this.#home(edge);
      while (at(this.#slots, slot) !== NO_EDGE) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = edge;
    }
  }

  #home(edge: number): number {
    return mix(this.objectOf(edge), this.subjectOf(edge)) & this.#mask;
  }
}

function emptySlots(capacity: number): Int32Array<ArrayBuffer> {
  return new Int32Array(capacity).fill(NO_EDGE);
}

// A free edge's place in the chain, as a number that no object has: -1 (the end) becomes -2, 0 becomes -3.
function markFree(next: number): number {
  return -3 - next;
}

function nextFree(mark: number): number {
  return -3 - mark;
}
