import { retryDelayMs, type DeliveryPace } from './delivery-pace.js';

interface ParkedObject {
  readonly failures: number;
  readonly dueAt: number;
}

/** When the entries of each object that the engine refused are tried again: ever more rarely, and without end. */
export class ParkedObjects {
  readonly #objects = new Map<string, ParkedObject>();

  constructor(
    private readonly monotonic: () => number,
    private readonly pace: DeliveryPace,
  ) {}

  /** One that this process never tried is due at once. */
  isDue(object: string): boolean {
    return (this.#objects.get(object)?.dueAt ?? 0) <= this.monotonic();
  }

  /** @returns how often it has failed here */
  fail(object: string): number {
    const failures = (this.#objects.get(object)?.failures ?? 0) + 1;
    this.#objects.set(object, { failures, dueAt: this.monotonic() + retryDelayMs(this.pace, failures) });
    return failures;
  }

  succeed(object: string): void {
    this.#objects.delete(object);
  }
}
