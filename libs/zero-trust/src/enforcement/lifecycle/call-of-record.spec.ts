import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../audit/audit-record.js';
import { callOfRecord } from './call-of-record.js';

const RECORD = {
  time: '2027-06-01T12:00:00.000Z',
  decision: 'allow',
  route: 'GET /orders',
  version: '1',
  stages: { 'check-lifecycle': 'passed', authenticate: 'passed', 'prove-possession': 'passed' },
  identity: { issuer: 'https://auth.example.com', subject: 'bob', graphSubject: 'user:bob' },
  clientId: 'shop',
  sourceAddress: '192.0.2.1',
} as unknown as AuditRecord;

const denied = (stage: string, code: string): Partial<AuditRecord> => ({ decision: 'deny', stage, code });

describe('callOfRecord', () => {
  it('knows route, version, consumer and time, and keeps no address', () => {
    expect(callOfRecord(RECORD)).toEqual({
      route: 'GET /orders',
      version: '1',
      consumer: { issuer: 'https://auth.example.com', clientId: 'shop', subject: 'bob' },
      outcome: 'answered',
      at: Date.parse('2027-06-01T12:00:00.000Z'),
    });
  });

  it.each([
    [denied('check-scopes', 'ZT_SCOPE_MISSING'), 'refused'],
    [denied('check-lifecycle', 'ZT_VERSION_GONE'), 'afterEnd'],
    [denied('check-lifecycle', 'ZT_VERSION_BROWNOUT'), 'brownout'],
    [{ decision: 'none' } as const, 'refused'],
  ])('takes %o for %s', (changes, outcome) => {
    expect(callOfRecord({ ...RECORD, ...changes })).toMatchObject({ outcome });
  });

  it.each([
    [{ identity: null }],
    [{ clientId: null }],
    [{ stages: { ...RECORD.stages, 'prove-possession': 'denied' as const } }],
    [{ stages: { ...RECORD.stages, 'prove-possession': 'not-asked' as const } }],
  ])('takes nobody for a consumer who was not verified: %o', (changes) => {
    expect(callOfRecord({ ...RECORD, ...changes })).toMatchObject({ consumer: undefined });
  });

  it('counts for no version what was refused before its version was looked at', () => {
    const stages = { ...RECORD.stages, 'check-lifecycle': 'not-asked' as const };
    expect(callOfRecord({ ...RECORD, stages })).toBeUndefined();
  });

  it('counts what came before the route was deprecated', () => {
    const stages = { authenticate: 'passed', 'prove-possession': 'passed' } as const;
    expect(callOfRecord({ ...RECORD, stages })).toMatchObject({ route: 'GET /orders' });
  });

  it.each([[{ route: null }], [{ time: 'torn' }]])('is nothing without a route or a time: %o', (changes) => {
    expect(callOfRecord({ ...RECORD, ...changes })).toBeUndefined();
  });

  it.each([
    [null],
    [[]],
    [{ ...RECORD, identity: undefined }],
    [{ ...RECORD, identity: {} }],
    [{ ...RECORD, identity: 'bob' }],
    [{ ...RECORD, identity: { issuer: 'https://auth.example.com', subject: ['bob'] } }],
    [{ ...RECORD, identity: { issuer: {}, subject: 'bob' } }],
    [{ ...RECORD, clientId: undefined }],
    [{ ...RECORD, clientId: 5 }],
    [{ ...RECORD, route: undefined }],
    [{ ...RECORD, route: ['GET /orders'] }],
    [{ ...RECORD, version: 1 }],
    [{ ...RECORD, time: 5 }],
  ])('is nothing where the line is JSON, but no record: %o', (line) => {
    expect(callOfRecord(line as unknown as AuditRecord)).toBeUndefined();
  });
});
