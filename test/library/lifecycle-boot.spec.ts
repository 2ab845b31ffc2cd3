import { Deprecated, Scopes, Sunset, type Sunsets } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { bootFindings, controllerWith } from './support/boot.js';

const SCOPED = Scopes('read');
const NOON = '2027-10-01T12:00:00Z';
const ONE = '2027-10-01T13:00:00Z';
const TWO = '2027-10-01T14:00:00Z';

type Declaration = ReturnType<typeof Sunset>;

async function problems(declarations: readonly Declaration[], sunsets: Sunsets = {}): Promise<string[]> {
  const controllers = [controllerWith('', SCOPED, ...declarations)];
  const findings = await bootFindings({ controllers, options: { sunsets } });
  expect(findings.every(({ where, remedy }) => where.includes('GET') && remedy !== '')).toBe(true);
  return findings.map(({ problem }) => problem);
}

describe('a lifetime', () => {
  it.each<[string, readonly Declaration[], Sunsets?]>([
    ['of both decorators', [Deprecated({ since: '2026-01-01', docs: '/why' }), Sunset('2027-01-01')]],
    [
      'told twice alike',
      [Deprecated({ since: '2026-01-01' }), Sunset('2027-01-01', { since: 'd' })],
      { d: '2026-01-01T00:00Z' },
    ],
    ['that begins as it ends', [Sunset('2027-01-01', { since: '2027-01-01' })]],
    ['that was over long ago', [Sunset('2001-01-01')]],
    [
      'with brownouts side by side',
      [
        Sunset(TWO, {
          brownouts: [
            { from: ONE, until: TWO },
            { from: NOON, until: ONE },
          ],
        }),
      ],
    ],
    ['with an encoded link', [Sunset('2027-01-01', { successor: '/v2/caf%C3%A9?q=1' })]],
  ])('%s is served', async (_what, declarations, sunsets) => {
    expect(await problems(declarations, sunsets)).toEqual([]);
  });

  it.each<[string, readonly Declaration[], string, Sunsets?]>([
    [
      'an end that is none',
      [Sunset('soon')],
      '@Sunset names "soon", which is neither a date nor a known name',
    ],
    ['no end at all', [Sunset(process.env['NOT_SET'] as string)], '@Sunset names undefined'],
    [
      'no deprecation at all',
      [Deprecated({ since: process.env['NOT_SET'] as string })],
      '@Deprecated names undefined',
    ],
    [
      'a deprecation that is none',
      [Deprecated({ since: '2026' })],
      '@Deprecated names "2026", which is neither',
    ],
    [
      'a brownout that is none',
      [Sunset(TWO, { brownouts: [{ from: 'noon', until: ONE }] })],
      '@Sunset\'s brownout names "noon"',
    ],
    [
      'a brownout that is over before it begins',
      [Sunset(TWO, { brownouts: [{ from: ONE, until: NOON }] })],
      'has a brownout that is over before it begins: 2027-10-01T13:00:00.000Z to 2027-10-01T12:00:00.000Z',
    ],
    [
      'an empty brownout',
      [Sunset(TWO, { brownouts: [{ from: ONE, until: ONE }] })],
      'is over before it begins',
    ],
    [
      'brownouts that overlap',
      [Sunset('v1', { brownouts: [{ from: NOON, until: TWO }] })],
      'has brownouts that overlap: 2027-10-01T12:00:00.000Z to 2027-10-01T14:00:00.000Z and 2027-10-01T13:00:00.000Z to',
      { v1: { date: '2027-12-31', brownouts: [{ from: ONE, until: TWO }] } },
    ],
    [
      'a brownout that reaches over several',
      [
        Sunset('2027-12-31', {
          brownouts: [
            { from: NOON, until: '2027-11-01' },
            { from: ONE, until: TWO },
            { from: '2027-10-15', until: '2027-10-16' },
          ],
        }),
      ],
      'has brownouts that overlap: 2027-10-01T12:00:00.000Z to 2027-11-01T00:00:00.000Z and 2027-10-15',
    ],
    [
      'a brownout that goes on after the end',
      [Sunset(ONE, { brownouts: [{ from: NOON, until: TWO }] })],
      'has a brownout that goes on after its end: 2027-10-01T12:00:00.000Z to 2027-10-01T14:00:00.000Z; it ends on 2027-10-01T13:00:00.000Z',
    ],
    [
      'an end before the deprecation',
      [Sunset('2026-01-01', { since: '2026-01-02' })],
      'ends on 2026-01-01T00:00:00.000Z, before it is deprecated on 2026-01-02',
    ],
    [
      'two beginnings',
      [Deprecated({ since: '2026-01-01' }), Sunset('2027-01-01', { since: '2026-01-02' })],
      "contradict each other in 'since'",
    ],
    [
      'two explanations',
      [Deprecated({ since: '2026-01-01', docs: '/a' }), Sunset('2027-01-01', { docs: '/b' })],
      "contradict each other in 'docs'",
    ],
    ['two ends', [Sunset('2027-01-01'), Sunset('2028-01-01')], '@Sunset stands there twice'],
    [
      'two deprecations',
      [Deprecated({ since: '2026-01-01' }), Deprecated({ since: '2026-01-01' })],
      '@Deprecated stands there twice',
    ],
    [
      'a link that ends its header',
      [Sunset('2027-01-01', { successor: '/v2>; rel="next", <https://evil.example' })],
      'links to',
    ],
    ['a link with a line break', [Sunset('2027-01-01', { docs: '/v2\r\nSet-Cookie: a=b' })], 'links to'],
    ['a link that runs', [Deprecated({ since: '2026-01-01', docs: 'javascript:alert(1)' })], 'links to'],
    ['an empty link', [Sunset('2027-01-01', { successor: '' })], 'links to ""'],
  ])('with %s stops the boot', async (_what, declarations, problem, sunsets) => {
    expect(await problems(declarations, sunsets)).toEqual(
      expect.arrayContaining([expect.stringContaining(problem)]),
    );
  });
});
