import type { LoginGate } from './login-gate.js';

/** Counts at a gate without being stopped by it: what a known device gets wrong also counts for its address. */
export class UngatedCount implements LoginGate {
  #isClosed = false;

  constructor(private readonly gate: LoginGate) {}

  async look(): Promise<undefined> {
    this.#isClosed = (await this.gate.look()) !== undefined;
    return undefined;
  }

  async reserve(): Promise<undefined> {
    if (!this.#isClosed) await this.gate.reserve();
    return undefined;
  }

  async settle(): Promise<void> {
    if (!this.#isClosed) await this.gate.settle();
  }
}
