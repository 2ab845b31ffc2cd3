import { describe, expect, it } from 'vitest';
import { narrowByVersion } from './narrow-by-version.js';
import type { MatchedRoute } from './route-table.js';

/** A candidate of one path, by its name and versions; `undefined` for neutral. */
function candidate(pattern: string, ...versions: readonly (string | undefined)[]): MatchedRoute {
  const mounts = [
    ...versions.map((version) => ({ path: '/orders', version })),
    { path: '/old', version: '9' },
  ];
  return { pattern, path: '/orders', plan: { route: { mounts } } } as unknown as MatchedRoute;
}

const CANDIDATES = [
  candidate('first', '1'),
  candidate('several', '2', '3'),
  candidate('or none', '4', undefined),
  candidate('any', undefined),
];

describe('narrowByVersion', () => {
  it.each([
    [['1'], ['first', 'any']],
    [['3'], ['several', 'any']],
    [['4'], ['or none', 'any']],
    [
      ['1', '2'],
      ['first', 'several', 'any'],
    ],
    [[], ['or none', 'any']],
    [['9'], ['any']],
    [[''], ['any']],
  ])('keeps what answers %j, and what answers any', (requested, expected) => {
    expect(narrowByVersion(CANDIDATES, requested).map(({ pattern }) => pattern)).toEqual(expected);
  });

  it('keeps nothing where there is no such version', () => {
    expect(narrowByVersion(CANDIDATES.slice(0, 3), ['7'])).toEqual([]);
  });
});
