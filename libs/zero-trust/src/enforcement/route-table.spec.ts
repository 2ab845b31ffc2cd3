import { describe, expect, it } from 'vitest';
import type { RoutePlan } from './plan.js';
import { pathParameterNames, RouteTable, type MatchingOptions } from './route-table.js';

const ROUTES = [
  'GET /orders',
  'POST /orders',
  'GET /orders/:id',
  'ALL /files/*path',
  'HEAD /status',
  'GET /v{/:minor}/x',
];
const LENIENT: MatchingOptions = { caseSensitive: false, ignoreTrailingSlash: true };
const STRICT: MatchingOptions = { caseSensitive: true, ignoreTrailingSlash: false };

function match(request: string, options = LENIENT): readonly string[] {
  const entries = ROUTES.map((route) => {
    const [method, path] = route.split(' ') as [string, string];
    return { method, path, plan: {} as RoutePlan };
  });
  const [method, path] = request.split(' ') as [string, string];
  return new RouteTable(entries, options).match(method, path).map((entry) => `${entry.method} ${entry.path}`);
}

describe('RouteTable', () => {
  it.each([
    ['GET /orders', 'GET /orders'],
    ['HEAD /orders', 'GET /orders'],
    ['POST /orders', 'POST /orders'],
    ['GET /orders/1', 'GET /orders/:id'],
    ['GET /orders/a%2Fb', 'GET /orders/:id'],
    ['PROPFIND /files/a/b', 'ALL /files/*path'],
    ['HEAD /status', 'HEAD /status'],
    ['GET /v/x', 'GET /v{/:minor}/x'],
    ['GET /v/2/x', 'GET /v{/:minor}/x'],
  ])('finds for %s the route %s', (request, route) => {
    expect(match(request)).toEqual([route]);
  });

  it.each([
    'DELETE /orders',
    'GET /',
    'GET /orders/1/2',
    'GET /order',
    'GET /xorders',
    'GET /status',
    'GET /files',
    'get /orders',
    'GET //orders',
  ])('finds nothing for %s', (request) => {
    expect(match(request)).toEqual([]);
  });

  it('compares case and trailing slash as the adapter does', () => {
    expect([match('GET /ORDERS').length, match('GET /orders/').length]).toEqual([1, 1]);
    expect([match('GET /ORDERS', STRICT).length, match('GET /orders/', STRICT).length]).toEqual([0, 0]);
  });

  it.each([LENIENT, STRICT])('finds what comparing with every route would find, under %j', (options) => {
    const paths = [
      '/',
      '/a',
      '/A/b',
      '/a/b/c',
      '/a/:id',
      '/a/b-:id',
      '/a/:id/c',
      '/a{/:x}/b',
      '/:any',
      '/:x/b',
      '/*all',
    ];
    const plan = {} as RoutePlan;
    const alone = paths.map((path) => new RouteTable([{ method: 'GET', path, plan }], options));
    const together = new RouteTable(
      paths.map((path) => ({ method: 'GET', path, plan })),
      options,
    );
    for (const path of [
      '/',
      '',
      '*',
      '//',
      '/a',
      '/a/',
      '/A',
      '/a/b',
      '/A/B/',
      '/a/b/c',
      '/a/b-1',
      '/a//c',
      '/x/b',
      '/x',
      '/%61/b',
    ]) {
      const expected = paths.filter((_, index) => alone[index]?.match('GET', path).length === 1);
      expect([path, together.match('GET', path).map((entry) => entry.path)]).toEqual([path, expected]);
    }
  });

  it('names the methods that a path answers to', () => {
    const plan = {} as RoutePlan;
    const table = new RouteTable(
      [
        { method: 'GET', path: '/a', plan },
        { method: 'PUT', path: '/a', plan },
        { method: 'POST', path: '/b', plan },
      ],
      LENIENT,
    );
    expect(table.methodsOf('/a')).toEqual(['GET', 'HEAD', 'PUT']);
    expect(table.methodsOf('/b')).toEqual(['POST']);
    expect(table.methodsOf('/c')).toEqual([]);
  });
});

describe('pathParameterNames', () => {
  it.each([
    ['/orders', []],
    ['/orders/:id/items/:itemId', ['id', 'itemId']],
    ['/v{/:minor}/:"order-id"', ['minor', 'order-id']],
    ['/files/*path', ['path']],
  ])('of %s are %j', (path, names) => {
    expect(pathParameterNames(path)).toEqual(names);
  });
});
