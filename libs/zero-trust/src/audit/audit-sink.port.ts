import type { AuditEntry } from './audit-entry.js';
import type { AuditRecord } from './audit-record.js';

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
