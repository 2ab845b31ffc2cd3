import { describe, expect, it } from 'vitest';
import type { AnsweredDecision } from '../../audit/explain/answer-questions.js';
import type { ExplainedRelationship } from '../../authorization/relationships/explained-relationship.js';
import { formatDecision } from './format-decision.js';

const DECISION: AnsweredDecision<ExplainedRelationship> = {
  decisionId: '3f0c9a4e-5d0e-4c57-9f0b-2a4a6d9d7c11',
  time: '2026-01-31T23:59:59.007Z',
  decision: 'deny',
  code: 'ZT_NOT_FOUND',
  reason: 'user:mallory is not viewer of order:1',
  caller: { issuer: 'https://auth.example.com', subject: 'mallory', clientId: 'web' },
  method: 'GET',
  route: 'GET /orders/:id',
  path: '/orders/1',
  status: 404,
  sourceAddress: '192.0.2.1',
  model: '0123456789ab',
  stages: [
    { stage: 'authenticate', verdict: 'passed' },
    { stage: 'check-scopes', verdict: 'would-deny', code: 'ZT_SCOPE_MISSING', reason: 'no scope' },
    {
      stage: 'check-relationship',
      verdict: 'denied',
      code: 'ZT_NOT_FOUND',
      reason: 'user:mallory is not viewer of order:1',
      evidence: { relation: 'viewer', granted: ['a', 'b'] },
      relationships: [
        {
          question: 'order:1#viewer@user:mallory',
          now: {
            allowed: false,
            tree: {
              question: 'order:1#viewer@user:mallory',
              rule: '[user]',
              outcome: 'not_granted',
              children: [],
            },
          },
        },
        { question: 'order:1#editor@user:mallory', now: { unanswered: 'the engine is down' } },
      ],
    },
    { stage: 'check-policies', verdict: 'not-asked' },
  ],
};

describe('formatDecision', () => {
  it('says who asked for what, then each stage with its verdict and evidence, then how it ended', () => {
    expect(formatDecision(DECISION)).toBe(`decision  3f0c9a4e-5d0e-4c57-9f0b-2a4a6d9d7c11
time      2026-01-31T23:59:59.007Z
request   GET /orders/1, answered 404
route     GET /orders/:id
caller    mallory of https://auth.example.com, by web, from 192.0.2.1
model     0123456789ab

✓ authenticate       passed
! check-scopes       would deny (ZT_SCOPE_MISSING)
    no scope
✗ check-relationship denied (ZT_NOT_FOUND)
    user:mallory is not viewer of order:1
    relation: viewer
    granted: a, b
    today, order:1#viewer@user:mallory:
      ✗ order:1#viewer@user:mallory  by [user]
      denied
    today, order:1#editor@user:mallory:
      the engine is down
· check-policies     not asked

denied with ZT_NOT_FOUND: user:mallory is not viewer of order:1`);
  });

  it('says allowed, and that nobody was verified', () => {
    const { code: _code, reason: _reason, model: _model, ...rest } = DECISION;
    const text = formatDecision({ ...rest, decision: 'allow', caller: null, route: null, stages: [] });
    expect(text).toContain('caller    nobody who was verified, from 192.0.2.1');
    expect(text).toContain('route     none');
    expect(text.endsWith('\n\nallowed')).toBe(true);
  });

  it('sends no control character of a caller to the terminal', () => {
    const text = formatDecision({ ...DECISION, path: '/\u001b]0;owned\u0007\r', stages: [] });
    expect(text).toContain('GET /\\u001b]0;owned\\u0007\\r, answered');
  });
});
