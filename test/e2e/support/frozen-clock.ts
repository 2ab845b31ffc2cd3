import type { Clock } from '@sample/shared';

/** A clock that stands still until a test moves it. */
export class FrozenClock implements Clock {
  #now: number;

  /** @param time ISO 8601 with its offset */
  constructor(time: string) {
    this.#now = Date.parse(time);
  }

  now(): number {
    return this.#now;
  }

  /** @param time ISO 8601 with its offset */
  set(time: string): void {
    this.#now = Date.parse(time);
  }

  advanceSeconds(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
