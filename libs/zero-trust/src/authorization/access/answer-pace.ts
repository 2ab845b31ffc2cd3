/**
 * Lets an answer out only at whole multiples of a period after its question, so that its time tells nothing about what
 * the engine had to look at. One per route: a question costs a look at the clock, and only what is held a timer.
 */
export class AnswerPace {
  /** @param periodMs whole milliseconds; 0 for no waiting at all */
  constructor(private readonly periodMs: number) {}

  /** Call it before the engine is asked. @returns what to hand to {@link hold} */
  begin(): number {
    return performance.now();
  }

  /** Resolves with the value at the next multiple after the question began. */
  async hold<T>(value: T, begun: number): Promise<T> {
    if (this.periodMs === 0) return value;
    const elapsedMs = performance.now() - begun;
    await waitUntil(begun + this.periodMs * (Math.floor(elapsedMs / this.periodMs) + 1));
    return value;
  }
}

/**
 * Timers count whole milliseconds from when they are set: when the work ended would show in what is left over. So the
 * last part of a millisecond is waited out between the other events.
 */
function waitUntil(dueMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      if (performance.now() >= dueMs) resolve();
      else setImmediate(finish);
    };
    const wholeMs = Math.floor(dueMs - performance.now());
    if (wholeMs < 1) finish();
    else setTimeout(finish, wholeMs);
  });
}
