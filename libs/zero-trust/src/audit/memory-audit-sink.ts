import type { AuditRecord } from './audit-record.js';
import type { AuditSink } from './audit-sink.port.js';

/** An {@link AuditSink} for tests: unbounded, and with a fault at will. */
export interface MemoryAuditSink extends AuditSink {
  /** What was written, in order. */
  readonly records: readonly AuditRecord[];
  /** Reports this fault from now on; `undefined` mends it. */
  fail(reason: string | undefined): void;
}

/** Keeps records in memory, for tests. */
export function memoryAuditSink(): MemoryAuditSink {
  const records: AuditRecord[] = [];
  let fault: string | undefined;
  return {
    records,
    write: ({ record }) => void records.push(record),
    fail: (reason) => {
      fault = reason;
    },
    fault: () => fault,
    find: (decisionId) => Promise.resolve(records.find((record) => record.decisionId === decisionId)),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
