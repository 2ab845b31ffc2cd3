/**
 * Lines waiting to be written, bounded. What has been handed out for writing stays until it is confirmed byte by byte, so
 * that a write that stops in the middle of a line goes on there and tears nothing.
 */
export class LineBuffer {
  #waiting: string[] = [];
  #waitingBytes = 0;
  #outgoing: Uint8Array = new Uint8Array();

  /** @param maxBytes - what may wait at most */
  constructor(private readonly maxBytes: number) {}

  /** Bytes not yet confirmed. */
  get bytes(): number {
    return this.#waitingBytes + this.#outgoing.byteLength;
  }

  /** @returns whether there was room */
  push(line: string): boolean {
    const bytes = Buffer.byteLength(line);
    if (this.bytes + bytes > this.maxBytes) return false;
    this.#waiting.push(line);
    this.#waitingBytes += bytes;
    return true;
  }

  /** What is to be written next: what is left of the last write, or all that waits. Empty if there is nothing. */
  next(): Uint8Array {
    if (this.#outgoing.byteLength === 0) {
      this.#outgoing = Buffer.from(this.#waiting.join(''));
      this.#waiting = [];
      this.#waitingBytes = 0;
    }
    return this.#outgoing;
  }

  /**
   * The first `bytes` of {@link next} have been written.
   *
   * @returns whether that was all of it
   */
  confirm(bytes: number): boolean {
    this.#outgoing = this.#outgoing.subarray(bytes);
    return this.#outgoing.byteLength === 0;
  }
}
