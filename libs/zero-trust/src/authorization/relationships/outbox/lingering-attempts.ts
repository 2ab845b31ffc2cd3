import { formatTuple } from '../tuple.js';
import type { OutboxEntry } from './outbox.port.js';

interface Lingering {
  readonly op: OutboxEntry['op'];
  readonly until: number;
}

/**
 * Attempts whose outcome is unknown: the engine may still apply one for a while after nobody waits for it. The same may
 * be sent again at once, but its opposite only after that while, or the late attempt would undo it.
 */
export class LingeringAttempts {
  readonly #attempts = new Map<string, Lingering>();

  constructor(
    private readonly monotonic: () => number,
    /** How long an engine may go on with a request that nobody waits for. */
    private readonly settleMs: number,
  ) {}

  /** Whether an attempt may still be under way. */
  get isAny(): boolean {
    this.#forgetOver();
    return this.#attempts.size > 0;
  }

  note(entries: readonly OutboxEntry[]): void {
    this.#forgetOver();
    const until = this.monotonic() + this.settleMs;
    for (const { op, tuple } of entries) this.#attempts.set(formatTuple(tuple), { op, until });
  }

  /** How long these entries have to wait, in milliseconds. */
  waitMs(entries: readonly OutboxEntry[]): number {
    if (this.#attempts.size === 0) return 0;
    const now = this.monotonic();
    const waits = entries.map(({ op, tuple }) => {
      const attempt = this.#attempts.get(formatTuple(tuple));
      return attempt === undefined || attempt.op === op ? 0 : attempt.until - now;
    });
    return Math.max(0, ...waits);
  }

  #forgetOver(): void {
    const now = this.monotonic();
    for (const [key, { until }] of this.#attempts) if (until <= now) this.#attempts.delete(key);
  }
}
