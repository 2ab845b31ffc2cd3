/** What came of one run: nothing is left, more can go at once, or some of it has to wait. */
export type TaskOutcome = 'done' | 'more' | 'waiting';

/** When a task runs again by itself. */
export interface TaskPace {
  /** After a run that left nothing. */
  readonly idleMs: number;
  /** After the first run that left something waiting; doubled after each further one. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

/** What is repeated. */
export interface RepeatedTaskOptions extends TaskPace {
  readonly run: () => Promise<TaskOutcome>;
  /** Hears of a run that rejected; it is repeated like one that left something waiting. */
  readonly onError: (error: unknown) => void;
}

/**
 * Repeats a task: whenever it is asked for, and by itself until nothing is left. Never twice at a time; whoever asks
 * during a run gets another one right after it.
 */
export class RepeatedTask {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;
  #isStopped = false;
  #retryMs: number;

  constructor(private readonly options: RepeatedTaskOptions) {
    this.#retryMs = options.retryMs;
  }

  /** Runs it now, or right after the present run. */
  runSoon(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#isAskedAgain = this.#running !== undefined;
    this.#running ??= this.#runAndPlan();
  }

  /** Waits for the present run; there will be no other. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #runAndPlan(): Promise<void> {
    const delayMs = await this.#runOnce();
    this.#running = undefined;
    if (this.#isAskedAgain || delayMs === 0) this.runSoon();
    else this.#runLater(delayMs);
  }

  #runLater(delayMs: number): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => this.runSoon(), delayMs).unref();
  }

  /** @returns how long to wait for the next run */
  async #runOnce(): Promise<number> {
    const outcome = await this.#outcome();
    if (outcome === 'waiting') return this.#nextRetryMs();
    this.#retryMs = this.options.retryMs;
    return outcome === 'more' ? 0 : this.options.idleMs;
  }

  async #outcome(): Promise<TaskOutcome> {
    try {
      return await this.options.run();
    } catch (error) {
      this.options.onError(error);
      return 'waiting';
    }
  }

  #nextRetryMs(): number {
    const retryMs = this.#retryMs;
    this.#retryMs = Math.min(retryMs * 2, this.options.longestRetryMs);
    return retryMs;
  }
}
