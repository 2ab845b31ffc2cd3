import { describe, expect, it } from 'vitest';
import { adoptExpression } from './adopt-expression.js';
import { celType, createCelEnvironment } from './cel-environment.js';
import { RegexSearch } from './cel-regex.js';
import { condition, parameterType } from '../../testing/condition-builder.js';
import { parameterConverter } from './convert-parameter.js';
import { CostMeter, meterExpression } from './meter-expression.js';

/** What an OpenFGA server (v1.22.1) reckoned for the same expressions and values. */
const COSTS: readonly (readonly [cost: number, expression: string, type: string, x: unknown])[] = [
  [2, 'x < 5', 'int', 1],
  [3, 'type(x) == int', 'int', 1],
  [2, 'x == "abc"', 'string', 'abc'],
  [4, 'x + "0123456789a" == "b"', 'string', 'abc'],
  [4, '"d" in x', 'list<string>', ['a', 'b', 'c']],
  [1, 'x in ["a", "b", "c"]', 'string', 'd'],
  [2, '"d" in x', 'any', ['a', 'b', 'c']],
  [2, '"k" in x', 'map<int>', { k: 1 }],
  [4, 'x.k.j == 1', 'any', { k: { j: 1 } }],
  [3, 'has(x.k.j)', 'map<any>', { k: { j: 1 } }],
  [0, 'true || x', 'bool', true],
  [1, 'x ? x : x', 'bool', true],
  [2, 'x < timestamp("2024-01-01T00:00:00Z")', 'timestamp', '2023-01-01T00:00:00Z'],
  [2, 'x.matches("a+")', 'string', 'aaa'],
  [12, '[x, 4] == [1, 2]', 'int', 1],
  [4, '{"a": 7}["a"] == x', 'int', 1],
  [17, 'x.all(i, i > 1)', 'list<int>', [2, 3, 4]],
  [9, 'x.all(i, i > 1)', 'list<int>', [1, 2, 3]],
  [8, 'x.exists(i, i > 1)', 'list<int>', [2]],
  [11, 'x.exists(i, i > 1)', 'list<int>', [2, 3]],
  [9, 'x.exists_one(i, i > 1)', 'list<int>', [1, 2]],
  [36, 'size(x.filter(i, i > 1)) == 2', 'list<int>', [1, 2, 3]],
  [32, 'size(x.map(i, i * 2)) == 2', 'list<int>', [1, 2]],
];

function costOf(expression: string, { type, x }: { readonly type: string; readonly x: unknown }): number {
  const regex = new RegexSearch();
  const environment = createCelEnvironment(regex).registerVariable('x', celType(parameterType(type)));
  const parsed = environment.parse(expression);
  adoptExpression(parsed.ast, regex);
  expect(parsed.check()).toMatchObject({ valid: true, type: 'bool' });
  const meter = new CostMeter(1_000);
  meterExpression(parsed.ast, meter);
  parsed(new Map([['x', parameterConverter(parameterType(type))(x)]]));
  return meter.spent;
}

describe('the cost of an expression', () => {
  it.each(COSTS)('is %i for %s, as OpenFGA reckons', (cost, expression, type, x) => {
    expect(costOf(expression, { type, x })).toBe(cost);
  });

  it('may come up to the limit and not beyond it', () => {
    const member = condition('"x" in l', 'l: list<string>');
    const list = (length: number): string[] => Array.from({ length }, () => 'y');
    expect(member.evaluate({}, { l: list(99) })).toBe(false);
    expect(member.evaluate({}, { l: list(100) })).toMatchObject({ reason: 'condition_undecided' });
  });

  it('cannot be hidden behind an "or" that passes over errors', () => {
    const hidden = condition('l.exists(i, i < 0) || true', 'l: list<int>');
    expect(hidden.evaluate({}, { l: Array.from({ length: 100 }, () => 1) })).toMatchObject({ missing: [] });
    expect(hidden.evaluate({}, { l: [1] })).toBe(true);
  });

  it('is counted anew for each evaluation', () => {
    const cheap = condition('x < 5', 'x: int');
    const outcomes = Array.from({ length: 200 }, () => cheap.evaluate({}, { x: 1 }));
    expect(new Set(outcomes)).toEqual(new Set([true]));
  });
});
