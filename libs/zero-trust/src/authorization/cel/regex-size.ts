/**
 * The largest {@link expandedSize} of a regular expression. Each repetition is compiled into copies, and 400 characters
 * can ask for so many that a request would wait for seconds.
 */
export const MAX_EXPANDED_SIZE = 1_000;

// An escape, a class, a counted repetition or a single character. What is not told apart rightly, such as a class that
// begins with "]", is counted too large.
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|./gsu;

/** How many parts a regular expression has once its counted repetitions are written out. */
export function expandedSize(pattern: string): number {
  const sizes = new GroupSizes();
  for (const [token, least, most = ''] of pattern.matchAll(TOKEN)) {
    if (token === '(') sizes.open();
    else if (token === ')') sizes.close();
    else if (least === undefined) sizes.add(1);
    else sizes.repeat(Math.max(1, Number(least), Number(most)));
  }
  return sizes.total;
}

/** The sizes of the groups that are open, the innermost last. */
class GroupSizes {
  readonly #open = [0];
  /** Of the part that a repetition would repeat. */
  #last = 0;

  get total(): number {
    return this.#open.reduce((sum, size) => sum + size, 0);
  }

  open(): void {
    this.#open.push(0);
    this.#last = 0;
  }

  close(): void {
    // A parenthesis too many is for RE2 to refuse.
    this.add(this.#open.length > 1 ? (this.#open.pop() ?? 0) : 1);
  }

  add(size: number): void {
    this.#open.push((this.#open.pop() ?? 0) + size);
    this.#last = size;
  }

  repeat(times: number): void {
    const last = this.#last;
    this.add(last * (times - 1));
    this.#last = last * times;
  }
}
