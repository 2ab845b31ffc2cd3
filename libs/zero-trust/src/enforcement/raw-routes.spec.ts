import { describe, expect, it } from 'vitest';
import { rawRouteMatcher } from './raw-routes.js';

describe('rawRouteMatcher', () => {
  const matches = rawRouteMatcher({ '/metrics': 'scraped', '/docs/*': 'the manual' });

  it.each(['/metrics', '/docs/', '/docs/index.html', '/docs/a/b..c', '/docs/.well-known', '/docs/...'])(
    'covers %s',
    (path) => {
      expect(matches(path)).toBe(true);
    },
  );

  it.each(['/', '/docs', '/docsx', '/metrics/', '/metrics/x', '/Metrics', '/DOCS/x', 'x/docs/', ''])(
    'does not cover %j',
    (path) => {
      expect(matches(path)).toBe(false);
    },
  );

  it.each([
    '/docs/..',
    '/docs/.',
    '/docs/../x',
    '/docs/./x',
    '/docs/%2e%2e/x',
    '/docs/.%2E',
    '/docs/a%2f..%2fb',
    '/docs/..\\x',
    '/docs/a%5C..%5Cb',
  ])('does not cover %s, which is elsewhere once resolved', (path) => {
    expect(matches(path)).toBe(false);
  });

  it('covers nothing by default', () => {
    expect(rawRouteMatcher({})('/')).toBe(false);
  });
});
