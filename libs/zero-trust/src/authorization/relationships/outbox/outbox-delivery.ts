import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import type { RelationshipEngine } from '../relationship-engine.port.js';
import { ClaimKeeper } from './claim-keeper.js';
import { retryDelayMs, type DeliveryPace } from './delivery-pace.js';
import { DeliveryPass, type PassOutcome } from './delivery-pass.js';
import { DeliveryReports } from './delivery-reports.js';
import { EntryCourier } from './entry-courier.js';
import { LogTrimmer } from './log-trimmer.js';
import { NextEvent } from './next-event.js';
import type { Outbox } from './outbox.port.js';
import { ParkedObjects } from './parked-objects.js';

/** What a delivery is made of. */
export interface OutboxDeliveryParts {
  readonly outbox: Outbox;
  /** Where the changes go. */
  readonly engine: RelationshipEngine & Partial<OnApplicationShutdown>;
  readonly pace: DeliveryPace;
  readonly logger: Pick<LoggerService, 'log' | 'warn' | 'error'>;
  /** Milliseconds that no change of the system's time moves. */
  readonly monotonic: () => number;
}

/**
 * Brings committed changes to a remote engine, at least once and in order for each object, until it is stopped. Of the
 * processes that share an outbox one delivers at a time; another takes over when its claim has run out.
 */
export class OutboxDelivery {
  readonly #claims: ClaimKeeper;
  readonly #courier: EntryCourier;
  readonly #pass: DeliveryPass;
  readonly #reports: DeliveryReports;
  readonly #trimmer: LogTrimmer;
  readonly #stopping = new AbortController();
  readonly #settlement = new NextEvent();
  readonly #notice = new NextEvent();
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(private readonly parts: OutboxDeliveryParts) {
    const { monotonic, pace, logger } = parts;
    this.#claims = new ClaimKeeper(parts);
    this.#trimmer = new LogTrimmer({ ...parts, timeoutMs: pace.outboxTimeoutMs });
    this.#courier = new EntryCourier(parts);
    this.#reports = new DeliveryReports(logger);
    this.#pass = new DeliveryPass({
      ...parts,
      claims: this.#claims,
      courier: this.#courier,
      parkedObjects: new ParkedObjects(monotonic, pace),
      reports: this.#reports,
      onSettled: () => this.#settlement.announce(),
    });
  }

  /** Resolves when something was delivered next. */
  get nextSettlement(): Promise<void> {
    return this.#settlement.next;
  }

  start(): void {
    this.#running ??= this.#keepDelivering();
  }

  /** There is something new. An engine that fails is left alone all the same until its delay is over. */
  notify(): void {
    this.#notice.announce();
  }

  /** Ends after the present change, and lets another process take over at once if nothing of it can be under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    if (!this.#courier.isUncertain) await this.#claims.release().catch(() => undefined);
    await this.parts.engine.onApplicationShutdown?.();
  }

  async #keepDelivering(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      // Asked for before, so that what is noticed during a pass is not missed.
      const notice = this.#notice.next;
      const outcome = await this.#deliver(signal);
      if (outcome !== 'more') await this.#pause(outcome, notice);
    }
  }

  async #deliver(signal: AbortSignal): Promise<PassOutcome> {
    try {
      const outcome = await this.#pass.run(signal);
      this.#failures = outcome === 'waiting' ? this.#failures + 1 : 0;
      await this.#trimmer.trimNowAndThen();
      return outcome;
    } catch (error) {
      this.#failures += 1;
      if (!signal.aborted) this.#reports.failed(error);
      return 'waiting';
    }
  }

  async #pause(outcome: PassOutcome, notice: Promise<void>): Promise<void> {
    const { pace } = this.parts;
    const pauseMs = outcome === 'waiting' ? retryDelayMs(pace, this.#failures) : pace.pollMs;
    const pause = new AbortController();
    const over = AbortSignal.any([this.#stopping.signal, pause.signal]);
    const elapsed = delay(pauseMs, undefined, { signal: over, ref: false }).catch(() => undefined);
    await (outcome === 'done' ? Promise.race([elapsed, notice]) : elapsed);
    pause.abort();
  }
}
