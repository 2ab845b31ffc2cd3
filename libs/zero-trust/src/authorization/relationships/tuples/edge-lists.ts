import { IntMap } from './int-map.js';
import { at, withRoomFor } from './int32-column.js';

const END = -1;

/** Links between edges that make lists of them, in both directions so that one of a million is taken out at once. */
export class EdgeLinks {
  #next = new Int32Array(0);
  #previous = new Int32Array(0);

  get next(): Int32Array {
    return this.#next;
  }

  get previous(): Int32Array {
    return this.#previous;
  }

  /** Makes room before links of the edge are set. */
  reserve(edge: number): void {
    this.#next = withRoomFor(this.#next, edge);
    this.#previous = withRoomFor(this.#previous, edge);
  }
}

/** Lists of edges by key. Several may share their links as long as each edge is in one of them only. */
export class EdgeLists {
  readonly #heads = new IntMap();

  constructor(private readonly links: EdgeLinks) {}

  /** The first edge of the list, or -1. */
  head(key: number): number {
    return this.#heads.get(key);
  }

  add(key: number, edge: number): void {
    this.links.reserve(edge);
    const head = this.#heads.get(key);
    this.links.next[edge] = head;
    this.links.previous[edge] = END;
    if (head !== END) this.links.previous[head] = edge;
    this.#heads.set(key, edge);
  }

  delete(key: number, edge: number): void {
    const next = at(this.links.next, edge);
    const previous = at(this.links.previous, edge);
    if (next !== END) this.links.previous[next] = previous;
    if (previous !== END) this.links.next[previous] = next;
    else if (next !== END) this.#heads.set(key, next);
    else this.#heads.delete(key);
  }
}

/** Where a walk along lists begins and what it reports of each edge. */
export interface EdgeWalkStart {
  readonly head: number;
  /** A list to go on with. */
  readonly thenHead: number;
  readonly next: Int32Array;
  /** Object and subject of each edge, by turns. */
  readonly ends: Int32Array;
  readonly report: 'object' | 'subject';
}

/** Walks one list, then another; a class because a generator costs several times as much on the path of a check. */
export class EdgeWalk implements IterableIterator<number> {
  readonly #next: Int32Array;
  readonly #ends: Int32Array;
  readonly #offset: 0 | 1;
  #edge: number;
  #thenHead: number;

  constructor({ head, thenHead, next, ends, report }: EdgeWalkStart) {
    this.#next = next;
    this.#ends = ends;
    this.#offset = report === 'object' ? 0 : 1;
    this.#edge = head;
    this.#thenHead = thenHead;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<number, undefined> {
    if (this.#edge === END) {
      if (this.#thenHead === END) return { done: true, value: undefined };
      this.#edge = this.#thenHead;
      this.#thenHead = END;
    }
    const value = at(this.#ends, 2 * this.#edge + this.#offset);
    this.#edge = at(this.#next, this.#edge);
    return { done: false, value };
  }
}
