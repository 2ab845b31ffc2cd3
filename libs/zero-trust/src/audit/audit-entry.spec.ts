import { describe, expect, it } from 'vitest';
import { AccessedObject } from '../kernel/accessed-object.js';
import { ALLOW, allow, deny, sharedAllow, type Allow } from '../kernel/decision.js';
import { inboundRequest, principalOf } from '../testing/request-builders.js';
import { RequestContext } from '../kernel/request-context.js';
import { AuditEntry } from './audit-entry.js';
import type { AuditRecord, RequestOutcome } from './audit-record.js';

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

const REFUSED = deny({ code: 'ZT_FORBIDDEN', kind: 'forbidden', detail: 'No.', reason: 'test' });

const OUTCOME = {
  status: 200,
  responseBytes: 512,
  durationMs: 1.23456,
  aborted: false,
  finishedAt: Date.UTC(2026, 0, 31, 23, 59, 59, 7),
};

function contextOf(path = '/v2/orders/12345'): RequestContext {
  const request = inboundRequest({
    method: 'PATCH',
    path,
    sourceAddress: '203.0.113.9',
    header: () => [`Bearer ${TOKEN}`],
    params: { id: '12345' },
    query: { secret: 'hunter2' },
    body: { password: 'hunter2' },
  });
  return new RequestContext({ decisionId: 'decision-1', receivedAt: OUTCOME.finishedAt - 1, request });
}

function recordOf(context: RequestContext, outcome: RequestOutcome): AuditRecord {
  return new AuditEntry(context, outcome).record;
}

function allowedContext(): RequestContext {
  const context = contextOf();
  context.route = 'PATCH /v2/orders/:id';
  context.judgedBy = { stages: ['check-scopes', 'check-relationship'], model: '0123456789ab' };
  context.principal = principalOf({
    issuer: 'https://auth.example.com',
    scopes: new Set(['orders:write']),
    tokenId: 'jti-1',
    claims: { email: 'alice@example.com' },
  });
  context.objects.push(new AccessedObject('order', '12345', { loader: undefined, timeoutMs: 1 }));
  context.record('check-scopes', ALLOW);
  context.record('check-relationship', allow({ tuple: 'organization:acme#admin@user:alice' }));
  context.cleared = true;
  return context;
}

describe('the audit record', () => {
  it('tells who did what to which object, from where, when, and what granted it', () => {
    expect(recordOf(allowedContext(), OUTCOME)).toEqual({
      time: '2026-01-31T23:59:59.007Z',
      decisionId: 'decision-1',
      decision: 'allow',
      evidence: { 'check-relationship': { tuple: 'organization:acme#admin@user:alice' } },
      stages: { 'check-scopes': 'passed', 'check-relationship': 'passed' },
      model: '0123456789ab',
      identity: { issuer: 'https://auth.example.com', subject: 'alice', graphSubject: 'user:alice' },
      clientId: 'web',
      method: 'PATCH',
      route: 'PATCH /v2/orders/:id',
      path: '/v2/orders/12345',
      resource: ['order:12345'],
      status: 200,
      responseBytes: 512,
      durationMs: 1.235,
      sourceAddress: '203.0.113.9',
      aborted: false,
    });
  });

  it('tells which stage denied, with its code, its reason and the evidence so far', () => {
    const context = allowedContext();
    const denial = deny({
      code: 'ZT_POLICY_DENIED',
      kind: 'forbidden',
      detail: 'Not now.',
      reason: 'outside business hours',
      evidence: { policy: 'BusinessHours' },
    });
    context.record('check-policies', denial);
    expect(recordOf(context, { ...OUTCOME, status: 403 })).toMatchObject({
      decision: 'deny',
      code: 'ZT_POLICY_DENIED',
      reason: 'outside business hours',
      stage: 'check-policies',
      status: 403,
      evidence: {
        'check-relationship': { tuple: 'organization:acme#admin@user:alice' },
        'check-policies': { policy: 'BusinessHours' },
      },
    });
  });

  it('names the version of the route where versions are told apart', () => {
    const stages = ['check-scopes'] as const;
    const versions = ['1', '1, "odd"', undefined].map((version) => {
      const context = contextOf();
      context.judgedBy = { stages, model: undefined, version };
      return recordOf(context, OUTCOME);
    });
    expect(versions.map(({ version }) => version)).toEqual(['1', '1, "odd"', undefined]);
    expect(versions.map((record) => 'version' in record)).toEqual([true, true, false]);
  });

  it('tells of each stage of the route whether it passed, denied, or was not asked any more', () => {
    const judgedBy = {
      stages: ['check-scopes', 'check-relationship', 'inspect-request'],
      model: undefined,
    } as const;
    const [allowed, denied] = [contextOf(), contextOf()];
    for (const context of [allowed, denied]) {
      context.judgedBy = judgedBy;
      context.record('check-scopes', ALLOW);
    }
    denied.record('check-relationship', REFUSED);
    for (const stage of judgedBy.stages.slice(1)) allowed.record(stage, ALLOW);
    allowed.cleared = true;
    const stagesOf = [allowed, denied, allowed].map((context) => recordOf(context, OUTCOME).stages);
    const passed = {
      'check-scopes': 'passed',
      'check-relationship': 'passed',
      'inspect-request': 'passed',
    };
    const refused = {
      'check-scopes': 'passed',
      'check-relationship': 'denied',
      'inspect-request': 'not-asked',
    };
    expect(stagesOf).toEqual([passed, refused, passed]);
  });

  it('tells what report-only mode let pass, without the tokens that strayed into it', () => {
    const context = allowedContext();
    context.recordWouldDeny('check-scopes', { ...REFUSED, reason: `no ${TOKEN}`, evidence: { seen: TOKEN } });
    expect(recordOf(context, OUTCOME)).toMatchObject({
      decision: 'allow',
      stages: { 'check-scopes': 'would-deny', 'check-relationship': 'passed' },
      wouldDeny: [
        { stage: 'check-scopes', code: 'ZT_FORBIDDEN', reason: 'no [token]', evidence: { seen: '[token]' } },
      ],
    });
    expect(recordOf(allowedContext(), OUTCOME)).not.toHaveProperty('wouldDeny');
  });

  it('says the same of a shared decision and of one that is made anew', () => {
    const evidence = { policies: ['A', TOKEN] };
    const lines = [allow(evidence), sharedAllow({ ...evidence }), sharedAllow({ ...evidence })].map(
      (granted) => {
        const context = contextOf();
        context.record('check-policies', granted);
        return new AuditEntry(context, OUTCOME).line;
      },
    );
    expect(new Set(lines)).toHaveLength(1);
    expect(lines[0]).toContain('"evidence":{"check-policies":{"policies":["A","[token]"]}}');
  });

  it('escapes what a caller or an issuer may have written', () => {
    const context = contextOf('/"],"status":200,"x":["');
    context.principal = principalOf({ issuer: 'https://a.example/"', subject: 'b"\n', clientId: '"c' });
    expect(recordOf(context, OUTCOME)).toMatchObject({
      path: '/"],"status":200,"x":["',
      identity: { issuer: 'https://a.example/"', subject: 'b"\n' },
      clientId: '"c',
    });
  });

  it('claims no decision for a request that ended before it was cleared', () => {
    expect(recordOf(contextOf(), { ...OUTCOME, status: 0, aborted: true })).toEqual({
      time: '2026-01-31T23:59:59.007Z',
      decisionId: 'decision-1',
      decision: 'none',
      identity: null,
      clientId: null,
      method: 'PATCH',
      route: null,
      path: '/v2/orders/12345',
      resource: [],
      status: 0,
      responseBytes: 512,
      durationMs: 1.235,
      sourceAddress: '203.0.113.9',
      aborted: true,
    });
  });

  it('holds no body, query, header or claim', () => {
    const { line } = new AuditEntry(allowedContext(), OUTCOME);
    expect(line).not.toMatch(/hunter2|Bearer|eyJ|jti-1|alice@example/);
  });

  it('scrubs a token that strayed into the path, the reason or the evidence', () => {
    const context = contextOf(`/v2/orders/${TOKEN}`);
    const denial = { code: 'ZT_TOKEN_INVALID', kind: 'unauthenticated', detail: 'No.' } as const;
    context.record(
      'authenticate',
      deny({ ...denial, reason: `bad token ${TOKEN}`, evidence: { seen: TOKEN } }),
    );
    const record = recordOf(context, OUTCOME);
    expect(record.path).toBe('/v2/orders/[token]');
    expect(record.reason).toBe('bad token [token]');
    expect(record.evidence).toEqual({ authenticate: { seen: '[token]' } });
  });

  it('caps what a caller can make long', () => {
    const context = contextOf(`/${'x'.repeat(5000)}`);
    const denial = { code: 'ZT_INVALID_REQUEST', kind: 'invalid', detail: 'No.' } as const;
    context.record('inspect-request', deny({ ...denial, reason: 'y '.repeat(5000) }));
    const record = recordOf(context, OUTCOME);
    expect(record.path).toHaveLength(2048);
    expect(record.reason).toHaveLength(1024);
  });

  it('stays one line whatever the path holds', () => {
    const { line } = new AuditEntry(contextOf('/a\nb\r\u0000\ud800'), OUTCOME);
    expect(line).toContain('"path":"/a\\nb\\r\\u0000\\ud800"');
  });

  it('says of each request of a route what granted that one', () => {
    const judgedBy = { stages: ['check-relationship'], model: undefined } as const;
    const recorded = (evidence: Allow): AuditRecord => {
      const context = contextOf();
      context.judgedBy = judgedBy;
      context.record('check-relationship', evidence);
      context.cleared = true;
      return recordOf(context, OUTCOME);
    };
    const [one, other] = [sharedAllow({ granted: 'viewer' }), sharedAllow({ granted: 'editor' })];
    const evidence = [one, one, other, allow({ granted: 'owner' }), ALLOW, one].map(
      (decision) => recorded(decision).evidence?.['check-relationship']?.['granted'],
    );
    expect(evidence).toEqual(['viewer', 'viewer', 'editor', 'owner', undefined, 'viewer']);
  });

  it('is JSON whatever stands in the path', () => {
    for (const path of ['/"', '/\\', '/\u0000', '/\u007f', '/\u2028', '/ä', '/\ud800', '/a b']) {
      expect(recordOf(contextOf(path), OUTCOME).path).toBe(path);
    }
  });
});
