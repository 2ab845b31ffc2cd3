import { describe, expect, it } from 'vitest';
import { memoryAuditSink } from './audit/memory-audit-sink.js';
import { BootError, type Finding } from './kernel/errors.js';
import { resolveOptions } from './resolve-options.js';

const ISSUER = { issuer: 'https://auth.example.com', audience: 'https://api.example.com' };

function findingsOf(options: object): readonly Finding[] {
  try {
    // The default sink would open a file.
    resolveOptions({ audit: { sink: memoryAuditSink() }, ...options });
    return [];
  } catch (error) {
    if (error instanceof BootError && error.code === 'ZT_OPTIONS_INVALID') return error.findings;
    throw error;
  }
}

function wheres(options: object): readonly string[] {
  return findingsOf(options).map(({ where }) => where);
}

describe('the issuers that resolveOptions accepts', () => {
  it.each([
    'http://auth.example.com',
    'https://auth.example.com?tenant=1',
    'https://auth.example.com#part',
    'https://user:secret@auth.example.com',
    'https:/auth.example.com',
    'ftp://auth.example.com',
    'http://localhost.example.com',
    ' https://auth.example.com',
    '',
  ])('refuses %j as an issuer', (issuer) => {
    expect(wheres({ identity: { issuers: [{ ...ISSUER, issuer }] } })).toEqual([
      'options.identity.issuers[0].issuer',
    ]);
  });

  it.each([
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://[::1]:4000',
    'https://auth.example.com/tenant/1',
  ])('accepts %j as an issuer', (issuer) => {
    expect(wheres({ identity: { issuers: [{ ...ISSUER, issuer }] } })).toEqual([]);
  });

  it('refuses two issuers that share subjects, also by default, so that none can pose as the other', () => {
    const other = { ...ISSUER, issuer: 'https://other.example.com' };
    const shared = { identity: { issuers: [ISSUER, { ...other, subjectType: 'user' }] } };
    expect(findingsOf(shared)[0]).toMatchObject({
      where: 'options.identity.issuers',
      problem: 'has two alike',
    });
    expect(wheres({ identity: { issuers: [ISSUER, other] } })).toEqual(['options.identity.issuers']);
    expect(wheres({ identity: { issuers: [ISSUER, { ...other, subjectType: 'partner' }] } })).toEqual([]);
  });

  it('refuses one issuer named twice', () => {
    const again = { ...ISSUER, subjectType: 'partner' };
    expect(wheres({ identity: { issuers: [ISSUER, again] } })).toEqual(['options.identity.issuers']);
  });
});
