import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type {
  ConsistencyToken,
  RelationshipQuestionOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import { DependencyUnavailableError, ZeroTrustError } from '../../kernel/errors.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { ChangeTrimmer } from './change-trimmer.js';
import { RELATIONSHIP_CHANNEL } from './create-relationship-tables.js';
import type { ListenFunction, ResolvedSqlTuplesOptions } from './sql-tuples.options.js';
import type { LoadListener, TupleReplica } from './tuple-replica.js';

const DEPENDENCY = 'relationship tuples';
const TRIM_EVERY_MS = 60_000;
/** Pause of a question that waits for a change which is not committed yet. */
const RETRY_MS = 20;

/** Keeps a replica in step with the database, and knows how far it can be trusted. */
export class ChangeFollower {
  readonly #logger = new Logger('ZeroTrust');
  /** When the last successful look began, by a clock that no change of the system's time moves. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #look: Promise<void> | undefined;
  /** Whether the database said something since the last look of the loop began. */
  #isNoticed = false;
  #wake: () => void = () => undefined;
  #trimAt = performance.now() + TRIM_EVERY_MS;
  #listening: ReturnType<ListenFunction> | undefined;
  #isClosed = false;
  #isDown = false;
  readonly #trimmer: ChangeTrimmer;

  constructor(
    private readonly replica: TupleReplica,
    private readonly options: ResolvedSqlTuplesOptions,
  ) {
    const keepSeconds = options.keepChangesSeconds;
    this.#trimmer = new ChangeTrimmer({ db: options.db, keepSeconds, logger: this.#logger });
  }

  /** Loads the tuples; what changes from then on is followed until {@link ChangeFollower.close}. */
  async start(signal: AbortSignal, onLoaded: LoadListener): Promise<void> {
    const startedAt = performance.now();
    await this.replica.load(signal, onLoaded);
    this.#lookedAt = startedAt;
    this.#listen();
    void this.#follow();
  }

  /**
   * Returns once the replica is fresh enough.
   *
   * @throws {DependencyUnavailableError} when that takes too long
   */
  ensureFresh({ atLeast, signal }: RelationshipQuestionOptions = {}): MaybePromise<void> {
    const seq = atLeast === undefined ? 0 : parseToken(atLeast);
    if (this.#isAt(seq)) return this.#assertReadable();
    const deadline = { dependency: DEPENDENCY, timeoutMs: this.options.timeoutMs, signal };
    return withDeadline(deadline, (either) => this.#catchUp(seq, either));
  }

  /** Waits for what is under way, so that nobody uses the database any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    const deadline = { dependency: DEPENDENCY, timeoutMs: this.options.timeoutMs };
    const end = async (): Promise<void> => {
      await this.#look;
      const unlisten = await this.#listening;
      await unlisten?.();
    };
    await withDeadline(deadline, end).catch(() => undefined);
  }

  #isAt(seq: number): boolean {
    const isFresh = performance.now() - this.#lookedAt <= this.options.maxStalenessMs;
    return isFresh && this.replica.seq >= seq;
  }

  async #catchUp(seq: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#lookNow();
      if (this.#isAt(seq)) return this.#assertReadable();
      await pause(RETRY_MS, undefined, { signal, ref: false });
    }
  }

  /** Fails closed: a row that cannot be read may be one that refuses somebody. */
  #assertReadable(): void {
    const { unreadable } = this.replica;
    if (unreadable === undefined) return;
    throw new DependencyUnavailableError(DEPENDENCY, `a stored row is none (${unreadable}); delete that row`);
  }

  /** Looks, unless somebody is about to: then their look is waited for. */
  #lookNow(): Promise<void> {
    this.#look ??= this.#advance().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #advance(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.replica.advance();
      this.#lookedAt = startedAt;
      this.#assertReadable();
      this.#reportUp();
    } catch (error) {
      this.#reportDown(error);
      if (error instanceof DependencyUnavailableError) throw error;
      throw new DependencyUnavailableError(DEPENDENCY, `cannot be read (${reasonOf(error)})`, {
        cause: error,
      });
    }
  }

  async #follow(): Promise<void> {
    while (!this.#isClosed) {
      this.#isNoticed = false;
      // What went wrong is reported, and questions fail when it lasts.
      await this.#lookAfresh().catch(() => undefined);
      const hasMore = await this.#trimNowAndThen();
      if (!this.#isNoticed && !hasMore) await this.#sleep();
    }
  }

  /** A look that is under way may have begun before what this one is for. */
  async #lookAfresh(): Promise<void> {
    await this.#look?.catch(() => undefined);
    await this.#lookNow();
  }

  async #sleep(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((wake) => {
      this.#wake = wake;
      timer = setTimeout(wake, this.options.pollIntervalMs);
      timer.unref();
    });
    clearTimeout(timer);
  }

  /** @returns whether one turn was not enough */
  async #trimNowAndThen(): Promise<boolean> {
    if (this.#isDown || performance.now() < this.#trimAt) return false;
    const deadline = { dependency: DEPENDENCY, timeoutMs: this.options.timeoutMs };
    // Another instance may be at it, and the next minute comes.
    const hasMore = await withDeadline(deadline, () => this.#trimmer.trim()).catch(() => false);
    if (!hasMore) this.#trimAt = performance.now() + TRIM_EVERY_MS;
    return hasMore;
  }

  /** Not waited for: until it listens, and where it cannot, there are the polls. */
  #listen(): void {
    this.#listening = this.options.listen?.(RELATIONSHIP_CHANNEL, () => this.#onNotice());
    this.#listening?.then(
      () => this.#onNotice(),
      (error: unknown) =>
        this.#logger.warn(
          `Nobody tells of changed relationships (${reasonOf(error)}); they are polled only.`,
        ),
    );
  }

  #onNotice(): void {
    this.#isNoticed = true;
    this.#wake();
  }

  #reportDown(error: unknown): void {
    if (this.#isDown || this.#isClosed) return;
    this.#isDown = true;
    this.#logger.error(
      `Changes of relationships cannot be read (${reasonOf(error)}). Questions fail from ` +
        `${this.options.maxStalenessMs} ms on, until they can be read again.`,
    );
  }

  #reportUp(): void {
    if (this.#isDown) this.#logger.log('Changes of relationships can be read again.');
    this.#isDown = false;
  }
}

function parseToken(token: ConsistencyToken): number {
  if (/^\d{1,15}$/.test(token)) return Number(token);
  throw new DependencyUnavailableError(DEPENDENCY, 'the token names no state of this database');
}

/** Messages of foreign errors may quote data. */
function reasonOf(error: unknown): string {
  if (error instanceof ZeroTrustError) return error.message;
  return error instanceof Error ? error.name : typeof error;
}
