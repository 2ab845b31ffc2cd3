import type { AuditRecord } from './audit-record.js';
import type { AuditFollower, AuditSink, FollowedRecords } from './audit-sink.port.js';

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
  let isClosed = false;
  return {
    records,
    write: ({ record }) => {
      if (!isClosed) records.push(record);
    },
    fail: (reason) => {
      fault = reason;
    },
    fault: () => fault,
    find: (decisionId) => Promise.resolve(records.find((record) => record.decisionId === decisionId)),
    follow: (followed) => followMemory(records, followed),
    flush: () => Promise.resolve(),
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

function followMemory(records: readonly AuditRecord[], { routes }: FollowedRecords): AuditFollower {
  let position = 0;
  return {
    get since() {
      const [oldest] = records;
      return oldest === undefined ? undefined : Date.parse(oldest.time);
    },
    read: (take) => {
      const fresh = records.slice(position);
      position = records.length;
      for (const record of fresh) if (routes.has(record.route ?? '')) take(record);
      return Promise.resolve();
    },
  };
}
