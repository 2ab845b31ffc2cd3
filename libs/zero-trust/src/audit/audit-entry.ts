import type { RequestContext } from '../kernel/request-context.js';
import { auditLine } from './audit-line.js';
import type { AuditRecord, RequestOutcome } from './audit-record.js';

/** A request that has ended, as sinks get it: one line of JSON, or the record that the line says. */
export class AuditEntry {
  /** The record as JSON, without a line feed. Every sink gets this very text. */
  readonly line: string;

  constructor(context: RequestContext, outcome: RequestOutcome) {
    this.line = auditLine(context, outcome);
  }

  get record(): AuditRecord {
    return JSON.parse(this.line) as AuditRecord;
  }
}
