import { randomInt } from 'node:crypto';

/** When and how fast changes are delivered. */
export interface DeliveryPace {
  /** How often the outbox is looked at where nobody says that there is something. */
  readonly pollMs: number;
  /** How long one change may take the engine. */
  readonly sendTimeoutMs: number;
  /** How long the engine may go on with a change that nobody waits for any more. */
  readonly settleMs: number;
  /** How long a claim holds; more than `sendTimeoutMs` and `settleMs` together. */
  readonly leaseMs: number;
  /** How long a statement of the outbox may take. */
  readonly outboxTimeoutMs: number;
  /** The first delay after a failure; doubled after each further one. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** How many tuples the engine takes as one change. */
  readonly maxTuplesPerWrite: number;
}

const HALF = 0.5;
const STEPS = 1_000;

/** A delay for the next attempt: exponential, of which half is random so that processes do not meet again. */
export function retryDelayMs({ retryMs, longestRetryMs }: DeliveryPace, failures: number): number {
  const full = Math.min(longestRetryMs, retryMs * 2 ** Math.min(failures - 1, STEPS));
  return full * (HALF + (HALF * randomInt(STEPS)) / STEPS);
}
