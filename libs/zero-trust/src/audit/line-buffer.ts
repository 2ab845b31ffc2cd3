/** What is handed out for one write, unless a single line is longer. */
const CHUNK_BYTES = 256 * 1024;
/** No UTF-16 code unit takes more in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;
const LINE_FEED = 0x0a;

/**
 * Lines waiting to be written, bounded. Each is copied at once into memory that is used again and again. What has been
 * handed out for writing stays until it is confirmed byte by byte, so that a write that stops in the middle of a line goes
 * on there and tears nothing.
 */
export class LineBuffer {
  #filling: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #filled = 0;
  /** Full, in the order of writing. */
  readonly #full: Buffer[] = [];
  #fullBytes = 0;
  #outgoing: Buffer = EMPTY;
  /** Has been written, and can be filled again. */
  #spare: Buffer | undefined;

  /** @param maxBytes - what may wait at most */
  constructor(private readonly maxBytes: number) {}

  /** Bytes not yet confirmed. */
  get bytes(): number {
    return this.#filled + this.#fullBytes + this.#outgoing.byteLength;
  }

  /** Takes a line and ends it. @returns whether there was room */
  push(line: string): boolean {
    const most = line.length * MAX_BYTES_PER_UNIT + 1;
    if (this.bytes + most > this.maxBytes && this.bytes + Buffer.byteLength(line) + 1 > this.maxBytes) {
      return false;
    }
    if (this.#filled + most > this.#filling.byteLength) this.#seal(most);
    this.#filled += this.#filling.write(line, this.#filled);
    this.#filling[this.#filled] = LINE_FEED;
    this.#filled += 1;
    return true;
  }

  /** What is to be written next: what is left of the last write, or what has waited longest. Empty if there is nothing. */
  next(): Uint8Array {
    if (this.#outgoing.byteLength > 0) return this.#outgoing;
    if (this.#full.length === 0) this.#seal(CHUNK_BYTES);
    this.#outgoing = this.#full.shift() ?? EMPTY;
    this.#fullBytes -= this.#outgoing.byteLength;
    return this.#outgoing;
  }

  /**
   * The first `bytes` of {@link next} have been written.
   *
   * @returns whether that was all of it
   */
  confirm(bytes: number): boolean {
    this.#outgoing = this.#outgoing.subarray(bytes);
    if (this.#outgoing.byteLength > 0) return false;
    const chunk = Buffer.from(this.#outgoing.buffer);
    if (chunk.byteLength === CHUNK_BYTES) this.#spare = chunk;
    this.#outgoing = EMPTY;
    return true;
  }

  /** Puts what has been filled in line for writing, and goes on where `room` bytes fit. */
  #seal(room: number): void {
    if (this.#filled > 0) this.#full.push(this.#filling.subarray(0, this.#filled));
    this.#fullBytes += this.#filled;
    this.#filled = 0;
    const reusable = room > CHUNK_BYTES ? undefined : this.#spare;
    this.#filling = reusable ?? Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, room));
    if (reusable !== undefined) this.#spare = undefined;
  }
}

const EMPTY = Buffer.allocUnsafeSlow(0);
