import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../kernel/clock.port.js';
import {
  checkStandingWrite,
  type StandingChange,
  type StandingPage,
  type StandingStore,
  type StandingWrite,
} from './standing-store.port.js';

/** Settings of {@link MemoryStandingStore}. */
export interface MemoryStandingStoreOptions {
  readonly clock?: Clock;
}

interface Stored {
  readonly value: number;
  readonly position: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const SWEPT_PER_WRITE = 2;

/**
 * The {@link StandingStore} of one process: a restart forgets everything. Applications in one process may share it. What
 * has expired is swept while writes come in, twice as fast as they do.
 */
export class MemoryStandingStore implements StandingStore {
  /** The oldest write first. */
  readonly #entries = new Map<string, Stored>();
  readonly #epoch = randomUUID();
  readonly #clock: Clock;
  #position = 0;
  #nextSwept = this.#entries.entries();

  constructor({ clock = systemClock }: MemoryStandingStoreOptions = {}) {
    this.#clock = clock;
  }

  /** Entries in memory, those included that have expired and are not swept yet. */
  get size(): number {
    return this.#entries.size;
  }

  write(write: StandingWrite): number {
    checkStandingWrite(write);
    const { key, value, ttlMs } = write;
    const now = this.#clock.now();
    for (let swept = 0; swept < SWEPT_PER_WRITE; swept += 1) this.#sweepNext(now);
    const expiresAt = ttlMs === undefined ? Number.POSITIVE_INFINITY : now + ttlMs;
    this.#position += 1;
    this.#entries.delete(key);
    this.#entries.set(key, { value, position: this.#position, expiresAt });
    return this.#position;
  }

  read(cursor: string | undefined): StandingPage {
    const after = this.#positionOf(cursor);
    return {
      isFromStart: after === undefined,
      changes: after === this.#position ? [] : this.#changesAfter(after ?? 0),
      cursor: `${this.#epoch}:${this.#position}`,
      hasMore: false,
    };
  }

  #positionOf(cursor: string | undefined): number | undefined {
    const prefix = `${this.#epoch}:`;
    const position = cursor?.startsWith(prefix) === true ? Number(cursor.slice(prefix.length)) : Number.NaN;
    return position <= this.#position ? position : undefined;
  }

  #changesAfter(after: number): StandingChange[] {
    const now = this.#clock.now();
    return [...this.#entries]
      .filter(([, { position, expiresAt }]) => position > after && expiresAt > now)
      .map(([key, { value, position, expiresAt }]) => ({
        key,
        value,
        position,
        remainingMs: Number.isFinite(expiresAt) ? expiresAt - now : undefined,
      }));
  }

  #sweepNext(now: number): void {
    const next = this.#nextSwept.next();
    if (next.done === true) this.#nextSwept = this.#entries.entries();
    else if (next.value[1].expiresAt <= now) this.#entries.delete(next.value[0]);
  }
}
