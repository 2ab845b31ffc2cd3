import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../audit-record.js';
import { answerQuestions } from './answer-questions.js';
import { explainRecord } from './explain-record.js';

const RECORD: AuditRecord = {
  time: '2026-01-31T23:59:59.007Z',
  decisionId: 'decision-1',
  decision: 'allow',
  evidence: { 'check-relationship': { granted: ['viewer of order', 'member of organization'] } },
  stages: { 'check-scopes': 'passed', 'check-relationship': 'passed' },
  model: '0123456789ab',
  identity: { issuer: 'https://auth.example.com', subject: 'bob', graphSubject: 'user:bob' },
  clientId: 'web',
  method: 'GET',
  route: 'GET /v2/orders/:id',
  path: '/v2/orders/1',
  resource: ['order:1', 'organization:acme'],
  status: 200,
  responseBytes: 10,
  durationMs: 1,
  sourceAddress: '192.0.2.1',
  aborted: false,
};

describe('explainRecord', () => {
  it('gives each stage its verdict, its evidence and what the graph was asked', () => {
    const { stages, model, caller } = explainRecord(RECORD);
    expect(stages).toEqual([
      { stage: 'check-scopes', verdict: 'passed', asked: [] },
      {
        stage: 'check-relationship',
        verdict: 'passed',
        evidence: { granted: ['viewer of order', 'member of organization'] },
        asked: [
          { subject: 'user:bob', relation: 'viewer', object: 'order:1' },
          { subject: 'user:bob', relation: 'member', object: 'organization:acme' },
        ],
      },
    ]);
    expect(model).toBe('0123456789ab');
    expect(caller).toEqual({ issuer: 'https://auth.example.com', subject: 'bob', clientId: 'web' });
  });

  it('gives the stage that denied its code and reason, and asks only what was refused', () => {
    const evidence = { relation: 'editor', object: 'order:2' };
    const denied: AuditRecord = {
      ...RECORD,
      decision: 'deny',
      code: 'ZT_NOT_FOUND',
      reason: 'user:bob is not editor of order:2',
      stage: 'check-relationship',
      stages: { 'check-relationship': 'denied', 'check-policies': 'not-asked' },
      evidence: { 'check-relationship': evidence },
    };
    expect(explainRecord(denied).stages).toEqual([
      {
        stage: 'check-relationship',
        verdict: 'denied',
        code: 'ZT_NOT_FOUND',
        reason: 'user:bob is not editor of order:2',
        evidence,
        asked: [{ subject: 'user:bob', relation: 'editor', object: 'order:2' }],
      },
      { stage: 'check-policies', verdict: 'not-asked', asked: [] },
    ]);
  });

  it('gives a stage that report-only mode let pass the refusal that it would have been', () => {
    const refused = { stage: 'check-scopes', code: 'ZT_SCOPE_MISSING', reason: 'no scope' };
    const passed: AuditRecord = { ...RECORD, stages: { 'check-scopes': 'would-deny' }, wouldDeny: [refused] };
    expect(explainRecord(passed).stages).toEqual([{ ...refused, verdict: 'would-deny', asked: [] }]);
  });

  it('puts admission before the stages of the route and the handler behind them', () => {
    const { stages, ...rest } = RECORD;
    const order = (record: AuditRecord) =>
      explainRecord(record).stages.map(({ stage, verdict }) => [stage, verdict]);
    const denial = { decision: 'deny', code: 'ZT_INTERNAL', reason: 'test' } as const;
    expect(order({ ...rest, ...denial, stage: 'admission', evidence: {} })).toEqual([
      ['admission', 'denied'],
    ]);
    expect(order({ ...rest, ...denial, stage: 'handler', stages: { 'check-scopes': 'passed' } })).toEqual([
      ['check-scopes', 'passed'],
      ['handler', 'denied'],
    ]);
    expect(stages).toEqual(RECORD.stages);
  });

  it('asks nothing for a caller that is not known', () => {
    const { stages } = explainRecord({ ...RECORD, identity: null, clientId: null });
    expect(stages.flatMap(({ asked }) => asked)).toEqual([]);
  });

  it('has at most ten questions answered', async () => {
    const resource = Array.from({ length: 30 }, (_, index) => `order:${index}`);
    const answered = await answerQuestions(
      explainRecord({ ...RECORD, resource }),
      async ({ object }) => object,
    );
    expect(answered.stages[1]?.relationships).toEqual(resource.slice(0, 10));
    expect(answered.stages[0]).not.toHaveProperty('relationships');
  });
});
