/** Something that happens now and then, to be waited for. */
export class NextEvent {
  #announce: () => void = () => undefined;
  #next = this.#create();

  /** Resolves when it happens next. */
  get next(): Promise<void> {
    return this.#next;
  }

  /** It happens. */
  announce(): void {
    const announce = this.#announce;
    this.#next = this.#create();
    announce();
  }

  #create(): Promise<void> {
    return new Promise((resolve) => {
      this.#announce = resolve;
    });
  }
}
