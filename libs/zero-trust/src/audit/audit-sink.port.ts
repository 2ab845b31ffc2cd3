import type { AuditEntry } from './audit-entry.js';

/** Where audit records go. Admission refuses every request while a fault is reported: nothing is done unrecorded. */
export interface AuditSink {
  /** Takes the entry of one request; never throws and never waits. */
  write(entry: AuditEntry): void;
  /** Why records cannot be kept at present, for operators; `undefined` if they can. Asked for each request. */
  fault(): string | undefined;
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
