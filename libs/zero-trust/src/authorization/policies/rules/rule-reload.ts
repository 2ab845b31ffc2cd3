import { setTimeout as wait } from 'node:timers/promises';
import type { RuleFile } from './rule-file.js';
import type { RuleSource } from './rule-source.js';

const SETTLE_MS = 200;

/** Where files come from, and how long they must stay the same. */
export interface RuleReloadParts {
  readonly source: RuleSource;
  /**
   * How long files must stay as they are before they are taken, in milliseconds: one that is still being written must not be
   * taken for a whole one.
   *
   * @defaultValue 200
   */
  readonly settleMs?: number;
}

/** What becomes of a look at the files. */
export interface RuleReloadOutcome {
  take(files: readonly RuleFile[]): void;
  /** They cannot be read. */
  fail(error: unknown): void;
}

/** Looks at the files one time after another, however many calls come at once. */
export class RuleReload {
  #running: Promise<void> | undefined;
  #isDue = false;
  #hasEnded = false;

  constructor(
    private readonly parts: RuleReloadParts,
    private readonly outcome: RuleReloadOutcome,
  ) {}

  /** Resolves once the files have been looked at since the call. */
  run(): Promise<void> {
    this.#isDue = !this.#hasEnded;
    this.#running ??= this.#lookWhileDue().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Stops looking; resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    this.#isDue = false;
    await this.#running;
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      try {
        const files = await this.#readSettled();
        if (files !== undefined && !this.#hasEnded) this.outcome.take(files);
      } catch (error) {
        this.outcome.fail(error);
      }
    }
  }

  /** The files; `undefined` if they are changing, which makes another look due. */
  async #readSettled(): Promise<readonly RuleFile[] | undefined> {
    const { source, settleMs = SETTLE_MS } = this.parts;
    const before = await source.read();
    await wait(settleMs, undefined, { ref: false });
    const files = await source.read();
    const isSettled = files.every(({ text }, index) => text === before[index]?.text);
    if (!isSettled) this.#isDue = !this.#hasEnded;
    return isSettled ? files : undefined;
  }
}
