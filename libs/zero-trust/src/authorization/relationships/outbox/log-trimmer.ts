import { askDependency } from './ask-dependency.js';
import { OUTBOX } from './claim-keeper.js';
import type { Outbox } from './outbox.port.js';

const TRIM_EVERY_MS = 60_000;

/** What the trimmer is made of. */
export interface LogTrimmerParts {
  readonly outbox: Outbox;
  readonly timeoutMs: number;
  /** Milliseconds that no change of the system's time moves. */
  readonly monotonic: () => number;
}

/** Keeps the log of changes from growing without end: every minute, and at once again where one turn was not enough. */
export class LogTrimmer {
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: LogTrimmerParts) {}

  /** Never fails: another process may be at it, and the next minute comes. */
  async trimNowAndThen(): Promise<void> {
    const { monotonic, outbox, timeoutMs } = this.parts;
    if (outbox.trim === undefined || monotonic() < this.#dueAt) return;
    this.#dueAt = monotonic() + TRIM_EVERY_MS;
    const trimming = askDependency({ dependency: OUTBOX, timeoutMs }, async (own) => outbox.trim?.(own));
    if ((await trimming.catch(() => false)) === true) this.#dueAt = monotonic();
  }
}
