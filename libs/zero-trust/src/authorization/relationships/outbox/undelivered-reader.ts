import { askDependency } from './ask-dependency.js';
import { OUTBOX } from './claim-keeper.js';
import type { EntryFilter, Outbox, Undelivered, UndeliveredRequest } from './outbox.port.js';

/** What the reader is made of. */
export interface UndeliveredReaderParts {
  readonly outbox: Outbox;
  readonly limit: number;
  readonly timeoutMs: number;
}

/**
 * Reads for each question what is not delivered. Questions that come while one reading is under way share the next one:
 * what a question is told was always read after it was asked, so that it misses no change committed before it.
 */
export class UndeliveredReader {
  #running: Promise<Undelivered> | undefined;
  #next: Promise<Undelivered> | undefined;

  constructor(private readonly parts: UndeliveredReaderParts) {}

  /** @throws {DependencyUnavailableError} when the outbox does not answer in time */
  read(): Promise<Undelivered> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#afterRunning(this.#running);
    return this.#next;
  }

  /** Only what is about some relations, for questions that cannot share because there is too much of everything. */
  readAbout(about: readonly EntryFilter[]): Promise<Undelivered> {
    return this.#ask({ about });
  }

  async #afterRunning(running: Promise<unknown>): Promise<Undelivered> {
    await Promise.allSettled([running]);
    this.#next = undefined;
    return this.#begin();
  }

  #begin(): Promise<Undelivered> {
    const reading = this.#ask({});
    this.#running = reading;
    const end = (): void => {
      if (this.#running === reading) this.#running = undefined;
    };
    reading.then(end, end);
    return reading;
  }

  #ask(request: Pick<UndeliveredRequest, 'about'>): Promise<Undelivered> {
    const { outbox, limit, timeoutMs } = this.parts;
    return askDependency({ dependency: OUTBOX, timeoutMs }, ({ signal }) =>
      outbox.undelivered({ ...request, limit, signal }),
    );
  }
}
