import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { withDeadline } from '../../kernel/deadline.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { loadStanding } from './load-standing.js';
import { StandingStore, type StandingPage, type StandingWrite } from './standing-store.port.js';
import { StandingTable } from './standing-table.js';
import { ResolvedStandingOptions } from './standing.options.js';

/** Injection token of a clock, in milliseconds, that no change of the system's time moves: stale must not become fresh by it. */
export const MonotonicClock = Symbol('MonotonicClock');

const DEADLINE = { dependency: 'standing store', timeoutMs: 1_000 };
/** How long the start waits for the first load; until it is there, requests are refused. */
const BOOT_WAIT_MS = 2_000;
const SWEEP_EVERY_MS = 60_000;
/** Lifted locks are kept for a day, so that everybody hears of it; whoever was away for half of it starts anew. */
const START_ANEW_AFTER_MS = 12 * 3_600_000;

/** The store's facts in memory, renewed several times a second, so that no request waits for the store. */
@Injectable()
export class StandingReplica implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('ZeroTrust');
  #table = new StandingTable();
  #cursor: string | undefined;
  /** When the last successful look began. */
  #lookedAt: number | undefined;
  #sweptAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isDown = false;

  constructor(
    @Inject(ResolvedStandingOptions) private readonly options: ResolvedStandingOptions,
    @Inject(StandingStore) private readonly store: StandingStore,
    @Inject(MonotonicClock) private readonly monotonic: () => number,
  ) {}

  /** What is known; to be believed only while {@link isFresh}. */
  get table(): StandingTable {
    return this.#table;
  }

  /** Was the store looked at recently enough to believe the table? */
  isFresh(): boolean {
    return this.#lookedAt !== undefined && this.monotonic() - this.#lookedAt <= this.options.maxStalenessMs;
  }

  async onApplicationBootstrap(): Promise<void> {
    const until = this.monotonic() + BOOT_WAIT_MS;
    await this.#keepLooking();
    while (this.#lookedAt === undefined && this.monotonic() < until)
      await new Promise((resolve) => setTimeout(resolve, this.options.refreshMs));
  }

  onApplicationShutdown(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /**
   * Writes to the store; this instance knows of it at once, the others with their next look.
   *
   * @throws DependencyUnavailableError if the store does not take it in time, or if there is no room
   */
  async write(write: StandingWrite): Promise<void> {
    this.#makeRoomFor(write.key);
    const position = await withDeadline(DEADLINE, () => this.store.write(write));
    const { key, value, ttlMs } = write;
    this.#table.apply({ key, value, position, remainingMs: ttlMs }, this.monotonic());
  }

  #makeRoomFor(key: string): void {
    const { maxEntries } = this.options;
    if (this.#table.has(key) || this.#table.size < maxEntries) return;
    this.#table.sweep(this.monotonic());
    if (this.#table.size < maxEntries) return;
    const remedy = "raise 'standing.maxEntries' or lift what is no longer needed";
    throw new DependencyUnavailableError(
      DEADLINE.dependency,
      `is full with ${maxEntries} entries; ${remedy}`,
    );
  }

  /** Looks, and looks again after a while, until the application ends. */
  async #keepLooking(): Promise<void> {
    try {
      await this.#look();
      this.#reportUp();
    } catch (error) {
      this.#reportDown(error);
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#keepLooking(), this.options.refreshMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const startedAt = this.monotonic();
    const wasAway = this.#lookedAt !== undefined && startedAt - this.#lookedAt > START_ANEW_AFTER_MS;
    const { table, cursor, lost } = await loadStanding({
      table: this.#table,
      cursor: wasAway ? undefined : this.#cursor,
      read: (from) => this.#read(from),
      monotonic: this.monotonic,
    });
    for (const fact of lost) await this.#restore(fact, table);
    if (lost.length > 0)
      this.#logger.error(`The standing store had lost ${lost.length} entries; they are written again.`);
    this.#table = table;
    this.#cursor = cursor;
    this.#lookedAt = startedAt;
    this.#sweepNowAndThen(startedAt);
  }

  #read(cursor: string | undefined): Promise<StandingPage> {
    return withDeadline(DEADLINE, () => this.store.read(cursor));
  }

  async #restore(fact: StandingWrite, table: StandingTable): Promise<void> {
    const position = await withDeadline(DEADLINE, () => this.store.write(fact));
    table.apply({ key: fact.key, value: fact.value, position, remainingMs: fact.ttlMs }, this.monotonic());
  }

  #sweepNowAndThen(now: number): void {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = now;
    this.#table.sweep(now);
  }

  #reportDown(error: unknown): void {
    if (this.#isDown) return;
    this.#isDown = true;
    const reason = error instanceof DependencyUnavailableError ? error.message : nameOf(error);
    this.#logger.error(
      `Revocations and locks cannot be read (${reason}). Requests are refused from ` +
        `${this.options.maxStalenessMs} ms on, until they can be read again.`,
    );
  }

  #reportUp(): void {
    if (this.#isDown) this.#logger.log('Revocations and locks can be read again.');
    this.#isDown = false;
  }
}

/** Messages of foreign errors may quote data. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
