import { describe, expect, it } from 'vitest';
import type { AuditRecord } from './audit-record.js';
import { memoryAuditSink } from './memory-audit-sink.js';

describe('memoryAuditSink', () => {
  it('keeps records in order, and has a fault at will', async () => {
    const sink = memoryAuditSink();
    sink.write({ decisionId: 'a' } as AuditRecord);
    sink.write({ decisionId: 'b' } as AuditRecord);
    await sink.flush();
    expect(sink.records.map(({ decisionId }) => decisionId)).toEqual(['a', 'b']);
    sink.fail('full');
    expect(sink.fault()).toBe('full');
    sink.fail(undefined);
    expect(sink.fault()).toBeUndefined();
  });
});
