import { setTimeout as delay } from 'node:timers/promises';
import { withDeadline } from '../../../kernel/deadline.js';
import { groupBy } from '../../../kernel/group-by.js';
import { OUTBOX, type ClaimKeeper } from './claim-keeper.js';
import type { DeliveryPace } from './delivery-pace.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { DeliveryOutcome, EntryCourier } from './entry-courier.js';
import {
  OutboxClaimLostError,
  type Outbox,
  type OutboxClaim,
  type OutboxEntry,
  type OutboxSettlement,
  type Undelivered,
} from './outbox.port.js';
import type { ParkedObjects } from './parked-objects.js';
import { planWaves, toWave } from './plan-waves.js';

/** Entries that one pass looks at. */
const BATCH = 500;
/** Outages in a row after which a change is taken apart, in case that only one object in it is at fault. */
const OUTAGES_BEFORE_PARTING = 3;
/** Objects that may fail one after another before the engine itself counts as down. */
const FAILURES_WHEN_PARTED = 5;

/** What is left after a pass: nothing, more that can go at once, what has to wait, or what another process delivers. */
export type PassOutcome = 'done' | 'more' | 'waiting' | 'busy';

/** What a pass works with. */
export interface DeliveryPassParts {
  readonly outbox: Outbox;
  readonly claims: ClaimKeeper;
  readonly courier: EntryCourier;
  readonly parkedObjects: ParkedObjects;
  readonly pace: DeliveryPace;
  readonly reports: DeliveryReports;
  /** Hears that something was settled. */
  readonly onSettled: () => void;
}

/**
 * Brings what waits in the outbox to the engine: in the order of the commits, for each object without exception. An entry
 * that the engine refuses is parked together with all later ones of its object, tried again for ever, and lets the others
 * pass.
 */
export class DeliveryPass {
  #outages = 0;

  constructor(private readonly parts: DeliveryPassParts) {}

  /** @throws DependencyUnavailableError when the outbox does not answer */
  async run(signal: AbortSignal): Promise<PassOutcome> {
    const { claims } = this.parts;
    // Looking needs no claim, so that idle processes take it from nobody.
    if (!claims.isHeld && isEmpty(await this.#read(1))) return 'done';
    const claim = await claims.ensure();
    if (claim === undefined) return 'busy';
    // Only what is read under the claim is sure not to be delivered by somebody else meanwhile.
    const work = await this.#read(BATCH);
    if (isEmpty(work)) return 'done';
    const sent: OutboxEntry[] = [];
    try {
      return await this.#deliver({ work, claim, sent, signal });
    } catch (error) {
      if (!(error instanceof OutboxClaimLostError)) throw error;
      await this.#yield(sent);
      return 'more';
    }
  }

  async #deliver(pass: Pass): Promise<PassOutcome> {
    if (!(await this.#bringFresh(pass))) return 'waiting';
    const hasProgress = await this.#bringParked(pass);
    if (pass.work.hasMore) return 'more';
    return hasProgress ? 'done' : 'waiting';
  }

  /** @returns whether it came to the end of them */
  async #bringFresh(pass: Pass): Promise<boolean> {
    const blocked = new Set(pass.work.parked.map(({ tuple }) => tuple.object));
    let rest = pass.work.fresh;
    for (const { entries } of planWaves(rest, this.parts.pace.maxTuplesPerWrite)) {
      const open = entries.filter(({ tuple }) => !blocked.has(tuple.object));
      const outcome = open.length === 0 ? undefined : await this.#bring(open, pass);
      if (outcome !== undefined && outcome.kind !== 'delivered')
        return outcome.kind === 'unavailable' && this.#outages < OUTAGES_BEFORE_PARTING
          ? false
          : this.#bringApart(pass, { rest, blocked });
      const park = entries.filter(({ tuple }) => blocked.has(tuple.object));
      await this.#settle(pass, { position: entries.at(-1)?.seq ?? 0, park });
      rest = rest.slice(entries.length);
    }
    return true;
  }

  /** One object at a time, so that those that fail hold nobody up. @returns whether it came to the end of them */
  async #bringApart(pass: Pass, { rest, blocked }: Rest): Promise<boolean> {
    const failed = new Map<string, Error>();
    const open = rest.filter(({ tuple }) => !blocked.has(tuple.object));
    const objects = groupBy(open, ({ tuple }) => tuple.object);
    let outages = 0;
    let delivered = 0;
    for (const [object, entries] of objects) {
      const outcome = await this.#bringObject(entries, pass);
      if (outcome.kind === 'delivered') delivered += 1;
      else failed.set(object, outcome.error);
      if (outcome.kind === 'unavailable') outages += 1;
      // Where nothing goes through, it is the engine that fails rather than an object.
      if (delivered === 0 && outages === Math.min(FAILURES_WHEN_PARTED, objects.size)) return false;
    }
    const park = rest.filter(({ tuple }) => blocked.has(tuple.object) || failed.has(tuple.object));
    await this.#settle(pass, { position: rest.at(-1)?.seq ?? 0, park });
    for (const [object, error] of failed) this.#refuse(object, error);
    return true;
  }

  /** @returns whether nothing is left that has to wait */
  async #bringParked(pass: Pass): Promise<boolean> {
    const { parkedObjects } = this.parts;
    let isAllDelivered = true;
    for (const [object, entries] of groupBy(pass.work.parked, ({ tuple }) => tuple.object)) {
      const outcome = parkedObjects.isDue(object) ? await this.#bringObject(entries, pass) : undefined;
      isAllDelivered &&= outcome?.kind === 'delivered';
      if (outcome === undefined) continue;
      if (outcome.kind !== 'delivered') this.#refuse(object, outcome.error);
      else {
        parkedObjects.succeed(object);
        await this.#settle(pass, { unpark: entries });
      }
    }
    return isAllDelivered;
  }

  async #bringObject(entries: readonly OutboxEntry[], pass: Pass): Promise<DeliveryOutcome> {
    for (const wave of planWaves(entries, this.parts.pace.maxTuplesPerWrite)) {
      const outcome = await this.#bring(wave.entries, pass);
      if (outcome.kind !== 'delivered') return outcome;
    }
    return { kind: 'delivered' };
  }

  /** @throws {OutboxClaimLostError} before anything is sent without a claim */
  async #bring(entries: readonly OutboxEntry[], { claim, sent, signal }: Pass): Promise<DeliveryOutcome> {
    const { claims, courier, reports } = this.parts;
    signal.throwIfAborted();
    const waitMs = courier.waitMs(entries);
    if (waitMs > 0) await delay(waitMs, undefined, { signal });
    if ((await claims.ensure())?.fence !== claim.fence) throw new OutboxClaimLostError();
    sent.push(...entries);
    const outcome = await courier.bring(toWave(entries));
    this.#outages = outcome.kind === 'unavailable' ? this.#outages + 1 : 0;
    if (outcome.kind === 'unavailable') reports.outage(outcome.error);
    else reports.recovered();
    return outcome;
  }

  #refuse(object: string, error: Error): void {
    const failures = this.parts.parkedObjects.fail(object);
    this.parts.reports.refused({ object, error, failures });
  }

  async #settle({ claim, sent }: Pass, settlement: OutboxSettlement): Promise<void> {
    const { outbox } = this.parts;
    await this.#ask((signal) => outbox.settle(claim, settlement, { signal }));
    sent.length = 0;
    this.parts.onSettled();
  }

  /** What was sent may have come after what the new holder sent, so that the present state is sent once more. */
  async #yield(sent: readonly OutboxEntry[]): Promise<void> {
    this.parts.claims.lose();
    const tuples = sent.map(({ tuple }) => tuple);
    if (tuples.length > 0) await this.#ask((signal) => this.parts.outbox.touch(tuples, { signal }));
  }

  async #read(limit: number): Promise<Undelivered> {
    return this.#ask((signal) => this.parts.outbox.undelivered({ limit, signal }));
  }

  #ask<T>(question: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
    return withDeadline({ dependency: OUTBOX, timeoutMs: this.parts.pace.outboxTimeoutMs }, question);
  }
}

interface Rest {
  /** What is neither delivered nor parked yet. */
  readonly rest: readonly OutboxEntry[];
  /** Objects of which something is parked. */
  readonly blocked: ReadonlySet<string>;
}

interface Pass {
  readonly work: Undelivered;
  readonly claim: OutboxClaim;
  /** Everything that was sent under this claim and may not be settled. */
  readonly sent: OutboxEntry[];
  readonly signal: AbortSignal;
}

function isEmpty({ parked, fresh }: Undelivered): boolean {
  return parked.length === 0 && fresh.length === 0;
}
