import { describe, expect, it } from 'vitest';
import { comparePostures } from './compare-postures.js';
import type { RoutePosture } from './route-posture.js';

const ROUTE: RoutePosture = {
  kind: 'http',
  method: 'GET',
  path: '/v2/orders/:id',
  version: '2',
  handler: 'OrdersController.findOne',
  public: null,
  noObjectCheck: null,
  denied: null,
  weakerThan: [],
  reportOnly: [],
  controls: { authenticate: ['bearer token'], 'check-scopes': ['orders:read'] },
};

type Controls = RoutePosture['controls'];

function weaker(before: Controls, after: Controls): readonly boolean[] {
  return comparePostures([{ ...ROUTE, controls: before }], [{ ...ROUTE, controls: after }]).map(
    ({ isWeaker }) => isWeaker,
  );
}

describe('comparePostures', () => {
  it('says nothing of what stayed, whatever its parameters are called', () => {
    expect(comparePostures([ROUTE], [{ ...ROUTE, path: '/v2/orders/:orderId' }])).toEqual([]);
  });

  it.each<[string, Controls, Controls]>([
    ['a demand that is gone', { 'check-scopes': ['a', 'b'] }, { 'check-scopes': ['a'] }],
    ['a stage that is gone', { 'check-policies': ['Owner'] }, {}],
    ['one of two equal demands', { 'check-policies': ['P', 'P'] }, { 'check-policies': ['P'] }],
    ['an alternative to a policy', { 'check-policies': ['A'] }, { 'check-policies': ['anyOf(A, B)'] }],
    [
      'a higher limit',
      { 'limit-principal': ['per identity: 5 in 60 s on this route'] },
      { 'limit-principal': ['per identity: 6 in 60 s on this route'] },
    ],
    [
      'a shorter window',
      { 'limit-principal': ['per identity: 5 in 60 s on this route'] },
      { 'limit-principal': ['per identity: 5 in 30 s on this route'] },
    ],
    [
      'a shorter window of the tier',
      { 'limit-principal': ['per identity: tier in 900 s'] },
      { 'limit-principal': ['per identity: tier in 60 s'] },
    ],
    [
      'an older sign-in',
      { 'check-freshness': ['signed in at most 300 s ago'] },
      { 'check-freshness': ['signed in at most 900 s ago'] },
    ],
    [
      'an exemption',
      { 'check-freshness': ['signed in at most 300 s ago'] },
      { 'check-freshness': ['signed in at most 300 s ago, exempt: services'] },
    ],
    [
      'a later end',
      { 'check-lifecycle': ['ends 2027-12-31T00:00:00.000Z'] },
      { 'check-lifecycle': ['ends 2028-12-31T00:00:00.000Z'] },
    ],
    ['an end that is gone', { 'check-lifecycle': ['ends 2027-12-31T00:00:00.000Z'] }, {}],
    [
      'an end that became an announcement',
      { 'check-lifecycle': ['ends 2027-12-31T00:00:00.000Z'] },
      { 'check-lifecycle': ['deprecated since 2026-01-01T00:00:00.000Z'] },
    ],
    [
      'another way to sign in',
      { authenticate: ['bearer token'] },
      { authenticate: ['bearer token or client certificate'] },
    ],
    ['a further service', { 'check-services': ['a'] }, { 'check-services': ['a or b'] }],
  ])('finds weaker: %s', (_what, before, after) => {
    expect(weaker(before, after)).toContain(true);
  });

  it.each([
    ['a deprecation that is gone', ['deprecated since 2026-01-01T00:00:00.000Z'], []],
    [
      'a later deprecation',
      ['deprecated since 2026-01-01T00:00:00.000Z'],
      ['deprecated since 2027-01-01T00:00:00.000Z'],
    ],
    ['a brownout that is gone', ['brownout 2027-10-01T09:00:00.000Z to 2027-10-01T10:00:00.000Z'], []],
    ['an earlier end', ['ends 2028-12-31T00:00:00.000Z'], ['ends 2027-12-31T00:00:00.000Z']],
  ])('shows, and does not find weaker: %s', (_what, before, after) => {
    const found = weaker({ 'check-lifecycle': before }, { 'check-lifecycle': after });
    expect([found.length > 0, found.includes(true)]).toEqual([true, false]);
  });

  it.each<[string, Partial<RoutePosture>]>([
    ['public', { public: 'everybody', controls: {} }],
    ['noObjectCheck', { noObjectCheck: 'the same for all' }],
    ['weakerThan', { weakerThan: [{ version: '3', reason: 'r', until: '2030-01-01' }] }],
    ['reportOnly', { reportOnly: [{ stage: 'check-scopes', policies: null, reason: 'r', until: null }] }],
  ])('finds weaker what is excused: %s', (control, change) => {
    const opened = { ...ROUTE, ...change };
    expect(comparePostures([ROUTE], [opened])).toContainEqual(
      expect.objectContaining({ control, isWeaker: true }),
    );
    expect(comparePostures([opened], [ROUTE]).filter(({ isWeaker }) => isWeaker)).toEqual([]);
  });

  it('finds weaker a handler that is denied no more', () => {
    const denied: RoutePosture = { ...ROUTE, kind: 'message', method: 'EVENT', denied: 'not connected' };
    expect(comparePostures([denied], [{ ...denied, denied: null }])).toMatchObject([
      { control: 'denied', isWeaker: true },
    ]);
  });

  it('looks for what answers in place of a route that is gone', () => {
    const open = { public: 'why', controls: {} };
    const forAll = { ...ROUTE, ...open, method: 'ALL' };
    const raw = { ...ROUTE, ...open, kind: 'raw' as const, method: 'ALL', path: '/v2/*', version: null };
    for (const successor of [forAll, raw]) {
      expect(comparePostures([ROUTE], [successor])).toContainEqual(
        expect.objectContaining({ route: 'GET /v2/orders/:id', control: 'public', isWeaker: true }),
      );
    }
  });

  it('shows routes that came and went, neither of them weaker', () => {
    const other = { ...ROUTE, path: '/v2/users', version: '1' };
    expect(comparePostures([ROUTE], [other])).toEqual([
      {
        route: 'GET /v2/orders/:id',
        control: 'route',
        before: 'bearer token, orders:read',
        after: null,
        isWeaker: false,
      },
      {
        route: 'GET /v2/users (version 1)',
        control: 'route',
        before: null,
        after: 'bearer token, orders:read',
        isWeaker: false,
      },
    ]);
  });
});
