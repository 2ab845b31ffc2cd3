import { describe, expect, it } from 'vitest';
import { comparePostures } from './compare-postures.js';
import type { RoutePosture } from './route-posture.js';

const ROUTE: RoutePosture = {
  kind: 'http',
  method: 'GET',
  path: '/orders/:id',
  version: '2',
  handler: 'OrdersController.findOne',
  public: null,
  noObjectCheck: null,
  denied: null,
  weakerThan: [],
  reportOnly: [],
  controls: { authenticate: ['bearer token'], 'check-scopes': ['orders:read'] },
};
const OPEN = { ...ROUTE, public: 'why', controls: {} };
const RAW = { ...OPEN, kind: 'raw', method: 'ALL', version: null, handler: null } as const;

/** What got weaker, and for which route. */
function weakened(old: readonly RoutePosture[], now: readonly RoutePosture[]): readonly string[] {
  const weaker = comparePostures(old, now).filter(({ isWeaker }) => isWeaker);
  return weaker.map(({ route, control, after }) => `${route} ${control}: ${after ?? 'none'}`);
}

describe('a route that is gone', () => {
  it.each<[string, Partial<RoutePosture>, Partial<RoutePosture>]>([
    ['for every version', {}, { version: null }],
    ['for every method', {}, { method: 'ALL' }],
    ['for one of its methods', { method: 'ALL' }, { method: 'GET' }],
    ['for every path below', {}, { path: '/orders/*rest' }],
    ['with an optional parameter', {}, { path: '/orders{/:id}' }],
    ['with a trailing slash', {}, { path: '/orders/:id/' }],
    ['in another case', {}, { path: '/Orders/:id' }],
  ])('is weaker if an open one came in its place: %s', (_what, before, after) => {
    const weaker = weakened([{ ...ROUTE, ...before }], [{ ...OPEN, ...after }]);
    expect(weaker).toContainEqual(expect.stringMatching(/\/orders\/:id.* public: why$/));
  });

  it('is weaker if an open one with a parameter is left to answer for it', () => {
    const exported = { ...ROUTE, path: '/orders/export' };
    expect(weakened([exported, OPEN], [OPEN])).toContain('GET /orders/export (version 2) public: why');
  });

  it('is weaker if what came for every version asks for less', () => {
    const neutral = { ...ROUTE, version: null, controls: { authenticate: ['bearer token'] } };
    expect(weakened([ROUTE], [neutral])).toEqual(['GET /orders/:id (version 2) check-scopes: none']);
  });

  it('is not weaker if guarded routes were there before that match its path, or others are open elsewhere', () => {
    const exported = { ...ROUTE, path: '/orders/export', controls: { 'check-scopes': ['orders:export'] } };
    expect(weakened([exported, ROUTE], [ROUTE])).toEqual([]);
    expect(
      weakened(
        [exported],
        [
          { ...OPEN, path: '/orders' },
          { ...OPEN, path: '/users/export' },
        ],
      ),
    ).toEqual([]);
  });
});

describe('routes with one key', () => {
  const other = { ...ROUTE, handler: 'PartnersController.findOne' };
  const opened = { ...OPEN, handler: other.handler };

  it.each([
    [
      [ROUTE, other],
      [ROUTE, opened],
    ],
    [
      [other, ROUTE],
      [ROUTE, opened],
    ],
    [[ROUTE], [ROUTE, opened]],
    [[ROUTE], [opened, ROUTE]],
  ])('are all compared, whichever was opened', (old, now) => {
    expect(weakened(old, now)).toContain('GET /orders/:id (version 2) public: why');
  });

  it('are not mixed up with each other when they stay', () => {
    const stricter = { ...other, controls: { ...ROUTE.controls, 'check-policies': ['Owner'] } };
    expect(comparePostures([ROUTE, stricter], [stricter, ROUTE])).toEqual([]);
  });
});

describe('a new raw way in', () => {
  it.each([
    ['/orders/*', ROUTE],
    ['/*', ROUTE],
    ['/files/*', { ...RAW, path: '/files/a' }],
  ])('is weaker at %s, over what was there', (path, former) => {
    const now = former.kind === 'raw' ? [{ ...RAW, path }] : [former, { ...RAW, path }];
    expect(weakened([former], now)).toEqual([
      expect.stringContaining(`ALL ${path} route: open: why; it may answer for `),
    ]);
  });

  it('is only shown where nothing was', () => {
    expect(weakened([ROUTE], [ROUTE, { ...RAW, path: '/docs/*' }])).toEqual([]);
    expect(weakened([{ ...RAW, path: '/files/*' }], [{ ...RAW, path: '/files/a' }])).toEqual([]);
  });
});

describe('demands with digits', () => {
  it.each([
    ['another level of authentication', 'check-freshness', ['acr 2'], ['acr 1']],
    ['another exemption', 'check-freshness', ['acr 2, exempt: f (a3)'], ['acr 2, exempt: f (a1)']],
    [
      'one of two limits',
      'limit-principal',
      ['per identity: 100 in 3600 s on this route', 'per identity: 5 in 1 s on this route'],
      ['per identity: 50 in 3600 s on this route', 'per identity: 6 in 1 s on this route'],
    ],
  ] as const)('are no amounts, and amounts are paired: %s is weaker', (_what, stage, before, after) => {
    const [old, now] = [before, after].map((demands) => ({ ...ROUTE, controls: { [stage]: demands } }));
    expect(weakened([old as RoutePosture], [now as RoutePosture])).toHaveLength(1);
  });

  it('finds the limit that became stronger, whatever the order', () => {
    const limits = (...each: string[]): RoutePosture => ({
      ...ROUTE,
      controls: { 'limit-principal': each.map((limit) => `per identity: ${limit} on this route`) },
    });
    expect(weakened([limits('5 in 1 s', '100 in 3600 s')], [limits('90 in 3600 s', '4 in 1 s')])).toEqual([]);
  });
});
