import { randomUUID } from 'node:crypto';
import { withDeadline } from '../../../kernel/deadline.js';
import type { Outbox, OutboxClaim } from './outbox.port.js';
import type { DeliveryPace } from './delivery-pace.js';

/** How the outbox is called in denials and logs. */
export const OUTBOX = 'relationship outbox';

/** What the keeper is made of. */
export interface ClaimKeeperParts {
  readonly outbox: Outbox;
  readonly pace: DeliveryPace;
  readonly monotonic: () => number;
}

/** Keeps the right to deliver, and knows how long it surely has it. */
export class ClaimKeeper {
  readonly #holder = randomUUID();
  #claim: OutboxClaim | undefined;
  #endsAt = 0;

  constructor(private readonly parts: ClaimKeeperParts) {}

  /** Whether there is still enough time to send something. */
  get isHeld(): boolean {
    return this.#claim !== undefined && this.#remainingMs >= this.#neededMs;
  }

  /** The claim, if nobody else can have one before something that is sent now is surely over. */
  async ensure(): Promise<OutboxClaim | undefined> {
    if (!this.isHeld) await this.#renew();
    return this.isHeld ? this.#claim : undefined;
  }

  /** Somebody else has it. */
  lose(): void {
    this.#claim = undefined;
    this.#endsAt = 0;
  }

  /** Lets others go on at once. */
  async release(): Promise<void> {
    const claim = this.#claim;
    this.lose();
    if (claim !== undefined) await this.#ask((signal) => this.parts.outbox.release(claim, { signal }));
  }

  get #remainingMs(): number {
    return this.#endsAt - this.parts.monotonic();
  }

  get #neededMs(): number {
    return this.parts.pace.sendTimeoutMs + this.parts.pace.settleMs;
  }

  async #renew(): Promise<void> {
    const { monotonic, outbox, pace } = this.parts;
    // Counted from before the question, for the outbox counts from after it.
    const askedAt = monotonic();
    const request = { holder: this.#holder, leaseMs: pace.leaseMs };
    this.lose();
    this.#claim = await this.#ask((signal) => outbox.claim({ ...request, signal }));
    if (this.#claim !== undefined) this.#endsAt = askedAt + pace.leaseMs;
  }

  async #ask<T>(question: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
    return withDeadline({ dependency: OUTBOX, timeoutMs: this.parts.pace.outboxTimeoutMs }, question);
  }
}
