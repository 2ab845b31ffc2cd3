import { describe, expect, it } from 'vitest';
import { WouldDenySummary } from './would-deny-summary.js';

const REFUSED = {
  route: 'GET /v2/orders/:id',
  stage: 'check-policies',
  code: 'ZT_POLICY_DENIED',
  identity: 'alice',
  at: Date.UTC(2026, 0, 1),
};

describe('the summary of what would be refused', () => {
  it('counts by route, stage and code, the most frequent first', () => {
    const summary = new WouldDenySummary();
    summary.add({ ...REFUSED, stage: 'check-scopes' });
    for (const route of ['GET /b', 'GET /b', 'GET /a']) summary.add({ ...REFUSED, route });
    expect(summary.rows().map(({ route, stage, count }) => [route, stage, count])).toEqual([
      ['GET /b', 'check-policies', 2],
      ['GET /a', 'check-policies', 1],
      ['GET /v2/orders/:id', 'check-scopes', 1],
    ]);
  });

  it('tells how many different callers it met, and when last', () => {
    const summary = new WouldDenySummary();
    summary.add({ ...REFUSED, at: Date.UTC(2026, 0, 3) });
    summary.add(REFUSED);
    summary.add({ ...REFUSED, identity: 'bob' });
    summary.add({ ...REFUSED, identity: undefined });
    expect(summary.rows()).toMatchObject([{ count: 4, identities: 2, lastSeen: '2026-01-03T00:00:00.000Z' }]);
  });

  it('tells at most 10,000 callers apart', () => {
    const summary = new WouldDenySummary();
    for (let index = 0; index < 10_010; index++) summary.add({ ...REFUSED, identity: `user-${index}` });
    expect(summary.rows()).toMatchObject([{ count: 10_010, identities: 10_000 }]);
  });
});
