import type { MaybePromise } from '../../../kernel/maybe-promise.js';
import type { RelationshipRequestOptions } from '../relationship-engine.port.js';
import type { Tuple } from '../tuple.js';

/** One change of one tuple, as it was committed. */
export interface OutboxEntry {
  /** Place in the log of changes; the order of commits. */
  readonly seq: number;
  readonly op: 'write' | 'delete';
  readonly tuple: Tuple;
  /** When it was committed, in milliseconds since 1970. */
  readonly at: number;
}

/** Entries of one relation of one type. */
export interface EntryFilter {
  readonly type: string;
  readonly relation: string;
  /** `order:12345`, where only that one is meant. */
  readonly object?: string;
}

/** Which entries to read. */
export interface UndeliveredRequest extends RelationshipRequestOptions {
  /** So many of each list at most. */
  readonly limit: number;
  /** Only entries that one of these names. @defaultValue all */
  readonly about?: readonly EntryFilter[];
}

/** What an engine may not have yet, each list in the order of `seq`. */
export interface Undelivered {
  /** Entries that the engine refused, and those of the same objects behind them. */
  readonly parked: readonly OutboxEntry[];
  /** Entries that were not tried yet. */
  readonly fresh: readonly OutboxEntry[];
  /** Whether there are more than were asked for. */
  readonly hasMore: boolean;
}

/** The right to deliver, until its time is over; of two claims the later one has the greater fence. */
export interface OutboxClaim {
  readonly holder: string;
  readonly fence: number;
}

/** How to claim the delivery. */
export interface OutboxClaimRequest extends RelationshipRequestOptions {
  /** Names the process, also to renew its own claim. */
  readonly holder: string;
  readonly leaseMs: number;
}

/** What came of some entries. */
export interface OutboxSettlement {
  /** Every entry up to here was delivered or is parked. @defaultValue as before */
  readonly position?: number;
  /** Entries that wait apart, so that others need not wait behind them. */
  readonly park?: readonly OutboxEntry[];
  /** Entries that wait no longer: the engine has taken them. */
  readonly unpark?: readonly OutboxEntry[];
}

/** How far an engine is behind the committed tuples. */
export interface OutboxLag {
  /** Changes that the engine may not have. */
  readonly entries: number;
  /** How many of these the engine refused, or stand behind one that it refused. */
  readonly parked: number;
  /** Age of the oldest one; 0 where there is none. */
  readonly oldestSeconds: number;
}

/** Somebody else may deliver now: what was sent last may have come after what they sent. */
export class OutboxClaimLostError extends Error {
  constructor() {
    super('The claim to deliver relationship changes has passed to another process.');
    this.name = new.target.name;
  }
}

/**
 * The committed changes of tuples on their way to one engine in another process: the port of the transactional outbox.
 * An entry becomes visible when the transaction that made it commits, and leaves only once the engine has it.
 */
export interface Outbox {
  /** What the engine may not have, all from one moment. */
  undelivered(request: UndeliveredRequest): MaybePromise<Undelivered>;

  /** Claims the delivery or renews the own claim; nothing while another holder's time is not over. */
  claim(request: OutboxClaimRequest): MaybePromise<OutboxClaim | undefined>;

  /** Gives the delivery up before its time is over. */
  release(claim: OutboxClaim, options?: RelationshipRequestOptions): MaybePromise<void>;

  /** @throws {OutboxClaimLostError} when the claim is not the newest; nothing is settled then */
  settle(
    claim: OutboxClaim,
    settlement: OutboxSettlement,
    options?: RelationshipRequestOptions,
  ): MaybePromise<void>;

  /**
   * Puts the present state of these tuples in line once more: as a write if the tuple is stored, as a delete if it is
   * not. The one safe way to mend an engine beside running changes.
   */
  touch(tuples: readonly Tuple[], options?: RelationshipRequestOptions): MaybePromise<void>;

  lag(options?: RelationshipRequestOptions): MaybePromise<OutboxLag>;

  /**
   * Forgets changes that are old and that everyone who reads the log has passed. Absent where nothing piles up.
   *
   * @returns whether there are more of them
   */
  trim?(options?: RelationshipRequestOptions): MaybePromise<boolean>;
}
