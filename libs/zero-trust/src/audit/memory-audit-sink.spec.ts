import { describe, expect, it } from 'vitest';
import type { AuditEntry } from './audit-entry.js';
import type { AuditRecord } from './audit-record.js';
import { memoryAuditSink } from './memory-audit-sink.js';

describe('memoryAuditSink', () => {
  it('keeps records in order, and has a fault at will', async () => {
    const sink = memoryAuditSink();
    for (const decisionId of ['a', 'b']) sink.write({ record: { decisionId } as AuditRecord } as AuditEntry);
    await sink.flush();
    expect(sink.records.map(({ decisionId }) => decisionId)).toEqual(['a', 'b']);
    sink.fail('full');
    expect(sink.fault()).toBe('full');
    sink.fail(undefined);
    expect(sink.fault()).toBeUndefined();
  });
});
