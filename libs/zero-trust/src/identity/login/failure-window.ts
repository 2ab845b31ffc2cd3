import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.port.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { StateStore } from '../../kernel/state-store.port.js';
import type { LoginRefused } from './login-attempt.js';
import { refused, type LoginGate } from './login-gate.js';

/** What a window counts, and how many it lets through. */
export interface FailureWindowOptions {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly outcome: LoginRefused['outcome'];
}

/** A guess that is still being checked when its window ends gives its place back to a counter that still exists. */
const CHECK_MARGIN_MS = 60_000;
const ATTEMPTS_TO_OPEN = 3;

/**
 * So many failures within a time that begins with the first. Each window has a counter of its own, so that what is
 * given back late cannot make room in the next one.
 */
export class FailureWindow implements LoginGate {
  /** Beginning in milliseconds since the epoch, and what makes it unique. */
  #window: string | undefined;

  constructor(private readonly options: FailureWindowOptions) {}

  async look(): Promise<LoginRefused | undefined> {
    const { store, key, limit } = this.options;
    this.#window = await store.get(key);
    if (this.#window === undefined) return undefined;
    const counted = Number((await store.get(this.#counterOf(this.#window))) ?? '0');
    return counted >= limit ? this.#refusal(this.#window) : undefined;
  }

  async reserve(): Promise<LoginRefused | undefined> {
    this.#window ??= await this.#open();
    const { value } = await this.#add(this.#window, 1);
    return value > this.options.limit ? this.#refusal(this.#window) : undefined;
  }

  async settle(): Promise<void> {
    if (this.#window !== undefined) await this.#add(this.#window, -1);
  }

  async #open(): Promise<string> {
    const { store, clock, key, windowMs } = this.options;
    for (let attempt = 0; attempt < ATTEMPTS_TO_OPEN; attempt += 1) {
      const value = `${clock.now()} ${randomUUID()}`;
      if (await store.setIfAbsent({ key, value, ttlMs: windowMs })) return value;
      const present = await store.get(key);
      if (present !== undefined) return present;
    }
    throw new DependencyUnavailableError('state store', 'a window of failures ends as soon as it is begun');
  }

  #add(window: string, by: 1 | -1) {
    const ttlMs = this.options.windowMs + CHECK_MARGIN_MS;
    return this.options.store.increment({ key: this.#counterOf(window), by, ttlMs });
  }

  #counterOf(window: string): string {
    return `${this.options.key}:${window}`;
  }

  #refusal(window: string): LoginRefused {
    const { outcome, windowMs, clock } = this.options;
    return refused(outcome, Number(window.split(' ')[0]) + windowMs - clock.now());
  }
}
