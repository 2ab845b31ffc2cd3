/**
 * Keeps this process from ever sleeping. A server that answers more slowly than it is asked would otherwise pay for waking
 * the generator with each of its answers (5 to 9 µs, through an interrupt of the other core), and a faster one would not.
 */
export class BusyPoll {
  #isOn = true;
  #worked: number;
  #turnBegan = performance.now();
  #idleMs = 0;

  /** @param work - a counter that moves when there is work */
  constructor(private readonly work: () => number) {
    this.#worked = work();
    this.#turn();
  }

  /** Milliseconds without work since {@link reset}. */
  get idleMs(): number {
    return this.#idleMs;
  }

  /** Forgets the time so far. */
  reset(): void {
    this.#idleMs = 0;
  }

  stop(): void {
    this.#isOn = false;
  }

  /** While an immediate waits, the event loop looks for input without sleeping. */
  readonly #turn = (): void => {
    const now = performance.now();
    const worked = this.work();
    if (worked === this.#worked) this.#idleMs += now - this.#turnBegan;
    this.#worked = worked;
    this.#turnBegan = now;
    if (this.#isOn) setImmediate(this.#turn);
  };
}
