import type { Clock } from './clock.port.js';

/** For measuring how much time has passed: goes as another clock does, but stands still when that is put back. */
export class SteadyClock implements Clock {
  #last = Number.NEGATIVE_INFINITY;
  #putBackMs = 0;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds; only differences mean anything. */
  now(): number {
    const now = this.clock.now();
    if (now < this.#last) this.#putBackMs += this.#last - now;
    this.#last = now;
    return now + this.#putBackMs;
  }
}
