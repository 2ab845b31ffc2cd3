import type { AuditEntry } from './audit-entry.js';
import type { AuditRecord } from './audit-record.js';

/** Which records are to be read. */
export interface FollowedRecords {
  /** Patterns of routes, `GET /v1/orders/:id`. */
  readonly routes: ReadonlySet<string>;
  /** Older ones may be left out, in milliseconds. */
  readonly maxAgeMs: number;
}

/** Takes one record; never throws. */
export type TakeRecord = (record: AuditRecord) => void;

/** Reads the log bit by bit. */
export interface AuditFollower {
  /** The time of the oldest record that there can be, in epoch milliseconds; `undefined` before anything was read. */
  readonly since: number | undefined;
  /**
   * Hands over what has been written since the last time, each record once, in any order. Not called again before it has ended.
   *
   * @throws Error if reading fails, or the signal's reason if it ended it; the next time goes on from there
   */
  read(take: TakeRecord, signal: AbortSignal): Promise<void>;
}

/** Where audit records go. Admission refuses every request while a fault is reported: nothing is done unrecorded. */
export interface AuditSink {
  /** Takes the entry of one request; never throws and never waits. */
  write(entry: AuditEntry): void;
  /** Why records cannot be kept at present, for operators; `undefined` if they can. Asked for each request. */
  fault(): string | undefined;
  /**
   * The record of a decision, whichever process wrote it; `undefined` if there is none. A sink that cannot look anything up, such
   * as one that only sends, leaves it out: `GET /zero-trust/decisions/:id` then answers 501.
   *
   * @throws Error if the search could not be ended, which `signal` may demand
   */
  find?(decisionId: string, signal: AbortSignal): Promise<AuditRecord | undefined>;
  /**
   * Reads what is kept, by every process, and goes on reading from there. A sink that cannot read leaves it out: what is counted
   * from the log is then counted in each process for itself.
   */
  follow?(records: FollowedRecords): AuditFollower;
  /**
   * Waits until everything taken so far is kept.
   *
   * @throws Error if it cannot be
   */
  flush(): Promise<void>;
  /** {@link flush}, then lets go of all resources; further records are not taken. */
  close(): Promise<void>;
}

/** Injection token of the {@link AuditSink} port. */
export const AuditSink = Symbol('AuditSink');
