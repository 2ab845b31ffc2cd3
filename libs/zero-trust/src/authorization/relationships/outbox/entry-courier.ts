import { withDeadline } from '../../../kernel/deadline.js';
import type { RelationshipEngine, TupleChange } from '../relationship-engine.port.js';
import { RelationshipError } from '../relationship-error.js';
import type { DeliveryPace } from './delivery-pace.js';
import { LingeringAttempts } from './lingering-attempts.js';
import type { OutboxEntry } from './outbox.port.js';
import type { Wave } from './plan-waves.js';

const REPEATABLE = { onDuplicate: 'ignore', onMissing: 'ignore' } as const;

/**
 * What came of a change.
 *
 * - `delivered`: the engine has all of it
 * - `refused`: the engine will not have it, and has none of it
 * - `unavailable`: the engine did not say; it may have it
 */
export type DeliveryOutcome =
  { readonly kind: 'delivered' } | { readonly kind: 'refused' | 'unavailable'; readonly error: Error };

/** What the courier is made of. */
export interface EntryCourierParts {
  readonly engine: RelationshipEngine;
  readonly pace: DeliveryPace;
  readonly monotonic: () => number;
}

const DELIVERED: DeliveryOutcome = { kind: 'delivered' };

/** Brings changes to the engine such that bringing them once more changes nothing. */
export class EntryCourier {
  readonly #lingering: LingeringAttempts;

  constructor(private readonly parts: EntryCourierParts) {
    this.#lingering = new LingeringAttempts(parts.monotonic, parts.pace.settleMs);
  }

  /** Whether the engine may still be at work on something that nobody waits for. */
  get isUncertain(): boolean {
    return this.#lingering.isAny;
  }

  /** How long the opposite of these entries may still be under way, in milliseconds. */
  waitMs(entries: readonly OutboxEntry[]): number {
    return this.#lingering.waitMs(entries);
  }

  async bring(wave: Wave): Promise<DeliveryOutcome> {
    try {
      await this.#write(wave);
      return DELIVERED;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!(error instanceof RelationshipError)) {
        this.#lingering.note(wave.entries);
        return { kind: 'unavailable', error };
      }
      return isOtherForm(wave, error) ? this.#replace(wave) : { kind: 'refused', error };
    }
  }

  /** A tuple that stands there with another condition is not a duplicate: it makes room for the one that is true. */
  async #replace({ entries, writes }: Wave): Promise<DeliveryOutcome> {
    try {
      await this.#write({ deletes: writes });
      await this.#write({ writes });
      return DELIVERED;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#lingering.note(entries);
      return { kind: error instanceof RelationshipError ? 'refused' : 'unavailable', error };
    }
  }

  async #write({ writes = [], deletes = [] }: TupleChange): Promise<void> {
    const { engine, pace } = this.parts;
    const deadline = { dependency: 'relationship engine', timeoutMs: pace.sendTimeoutMs };
    await withDeadline(deadline, (signal) => engine.write({ writes, deletes }, { ...REPEATABLE, signal }));
  }
}

function isOtherForm({ entries, writes }: Wave, { reason }: RelationshipError): boolean {
  return reason === 'tuple_already_exists' && entries.length === 1 && writes.length === 1;
}
