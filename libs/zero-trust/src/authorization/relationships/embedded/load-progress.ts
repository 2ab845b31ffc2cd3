/** Where progress is shown, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_WIDTH = 30;
const REDRAW_EVERY_MS = 100;
const ERASE_LINE = '\r\u001b[2K';

/** A bar for whoever watches a long load on a terminal; anywhere else, and for a short one, nothing. */
export class LoadProgress {
  readonly #startedAt: number;
  #drawnAt: number | undefined;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number,
  ) {
    this.#startedAt = now();
  }

  /** Told how many of how many tuples are loaded. */
  report(loaded: number, total: number): void {
    const now = this.now();
    if (this.stream.isTTY !== true || now - (this.#drawnAt ?? this.#startedAt) < REDRAW_EVERY_MS) return;
    this.#drawnAt = now;
    this.stream.write(`${ERASE_LINE}${formatBar(loaded, total)}`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#drawnAt !== undefined) this.stream.write(ERASE_LINE);
  }
}

function formatBar(loaded: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, loaded / total);
  const bar = '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
  return `Loading relationships ${bar} ${Math.floor(share * 100)} % (${loaded.toLocaleString('en')} tuples)`;
}
