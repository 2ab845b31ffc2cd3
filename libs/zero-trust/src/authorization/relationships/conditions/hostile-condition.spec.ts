import { describe, expect, it } from 'vitest';
import { condition } from '../../../testing/condition-builder.js';
import { ExpressionError } from '../../cel/expression-error.js';

/** A guard against hanging, not a timing: what hangs takes minutes. */
const PATIENCE_MS = 2_000;

function timed<T>(action: () => T): T {
  const start = performance.now();
  const result = action();
  expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  return result;
}

const NUMBERS = Array.from({ length: 10_000 }, (_, index) => index);
const UNDECIDED = { reason: 'condition_undecided' };

describe('a hostile regular expression', () => {
  it.each(['^(a+)+$', '^(a|a)*$', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$', '(.*)*b'])(
    'ends at once on the text that it was made for: %s',
    (pattern) => {
      const search = condition('t.matches(p)', 't: string, p: string');
      expect(timed(() => search.evaluate({}, { t: `${'a'.repeat(60)}!`, p: pattern }))).toBe(false);
    },
  );

  it.each([
    ['is longer than its cost allows', 'a'.repeat(401)],
    ['repeats what it repeats', '((a{100}){100}){100}'],
    ['repeats a great deal', 'a{999}b{999}c{999}'],
    ['repeats much in many places', '((a{31}){31})'.repeat(28)],
    ['looks back', String.raw`(a)\1`],
    ['is none', '('],
  ])('comes to no answer when it %s', (_, p) => {
    const search = condition('t.matches(p)', 't: string, p: string');
    expect(timed(() => search.evaluate({}, { t: 'a', p }))).toMatchObject(UNDECIDED);
  });

  it('is searched for in a long text only as far as its cost allows', () => {
    const search = condition('t.matches("^(a+)+$")', 't: string');
    expect(timed(() => search.evaluate({}, { t: 'a'.repeat(1_000_000) }))).toMatchObject(UNDECIDED);
  });
});

describe('a hostile expression', () => {
  it.each([
    ['parentheses within parentheses', `${'('.repeat(2_000)}x${')'.repeat(2_000)}`],
    ['parentheses that never end', '('.repeat(4_000)],
    ['negation of negation', `${'!'.repeat(4_000)}x`],
    ['lists within lists', `${'['.repeat(2_000)}${']'.repeat(2_000)} == []`],
    ['calls of calls', `${'size('.repeat(600)}"a"${')'.repeat(600)} == 1`],
    ['members of members', `x${'.a'.repeat(2_000)}`],
    ['conditions in conditions', `${'x ? '.repeat(700)}x${' : x'.repeat(700)}`],
    ['a text without end', `"${'a'.repeat(4_000)}`],
    ['more than there may be', ' '.repeat(5_000)],
    ['macros within macros', `${'[1].all(i, '.repeat(300)}true${')'.repeat(300)}`],
    ['bytes that are no language', '\0\u0001\u{1F600}`$#@'],
  ])('of %s is refused at once', (_, expression) => {
    expect(() => timed(() => condition(expression, 'x: bool'))).toThrow(ExpressionError);
  });

  it.each([
    ['a comprehension of comprehensions', 'l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0))))'],
    ['one that passes over its errors', 'l.exists(a, l.exists(b, l.exists(c, a / 0 == b / 0)))'],
    ['lists that grow', 'size(l.map(a, l.map(b, l + l))) == 0'],
    ['a long search', '-1 in l'],
    ['equality of long lists', 'l.exists(a, l == l && a < 0)'],
    ['a choice among many', 'l.filter(a, l.filter(b, b > a).size() > 5).size() > 5'],
  ])('of %s over a long list ends at its cost', (_, expression) => {
    const outcome = timed(() => condition(expression, 'l: list<int>').evaluate({}, { l: NUMBERS }));
    expect(outcome).toMatchObject(UNDECIDED);
  });

  it('of many operators in a row ends at its cost', () => {
    const long = condition(`x${' && x'.repeat(500)}`, 'x: bool');
    expect(timed(() => long.evaluate({}, { x: true }))).toMatchObject(UNDECIDED);
  });

  it('that doubles a text ends at its cost', () => {
    const doubling = condition(`size(${'s + '.repeat(200)}s) > 0`, 's: string');
    expect(timed(() => doubling.evaluate({}, { s: 'a'.repeat(10_000) }))).toMatchObject(UNDECIDED);
  });
});

describe('a hostile context', () => {
  it.each([
    ['a long list', 'l: list<int>', Array.from({ length: 1_000_000 }, () => 1)],
    [
      'a wide map',
      'l: map<int>',
      Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`k${key}`, 1])),
    ],
    ['lists nested without end', 'l: any', JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown],
  ])('with %s is invalid', (_, parameters, l) => {
    const outcome = timed(() => condition('size(l) > 0', parameters).evaluate({}, { l }));
    expect(outcome).toMatchObject({ reason: 'invalid_context' });
  });

  it('that contains itself is invalid', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(condition('size(l) > 0', 'l: any').evaluate({}, { l: cyclic })).toMatchObject({
      reason: 'invalid_context',
    });
  });

  it('with a number of many digits is invalid', () => {
    const digits = '9'.repeat(1_000_000);
    expect(timed(() => condition('n > 0', 'n: int').evaluate({}, { n: digits }))).toMatchObject({
      reason: 'invalid_context',
    });
  });
});
