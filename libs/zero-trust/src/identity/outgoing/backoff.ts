const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Pauses between attempts that fail: one second after the first, twice as long after each further one, at most 30 s. */
export class Backoff {
  #failures = 0;
  #pausedUntil = 0;

  /** Begins a pause. Attempts that were under way together fail as one. */
  fail(now: number): void {
    if (this.remainingMs(now) > 0) return;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#pausedUntil = now + pauseMs;
  }

  succeed(): void {
    this.#failures = 0;
    this.#pausedUntil = 0;
  }

  /** Milliseconds until the next attempt; 0 if there may be one. */
  remainingMs(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }
}
