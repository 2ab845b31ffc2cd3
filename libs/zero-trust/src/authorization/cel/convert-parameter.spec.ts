import { describe, expect, it } from 'vitest';
import { condition, parameterType } from '../../testing/condition-builder.js';
import { parameterConverter } from './convert-parameter.js';

const NO_VALUE = [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, Symbol('x'), () => true];
const NESTED = Array.from({ length: 70 }).reduce<unknown>((inner) => [inner], 1);

const TIMESTAMPS = [
  '2024-01-01T00:00:00Z',
  '2024-02-29T23:59:59.999999999Z',
  '2024-06-15T12:00:00+02:00',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  new Date(0),
];
const NO_TIMESTAMPS = [
  '2024-02-30T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-01-01T24:00:00Z',
  '2024-01-01T00:00:60Z',
  '2024-01-01',
  '2024-01-01T00:00:00',
  '2024-01-01t00:00:00z',
  '2024-01-01 00:00:00Z',
  '2024-01-01T00:00:00.Z',
  '2024-01-01T00:00:00+25:00',
  '',
  5,
  new Date(Number.NaN),
];

/** What each type takes and refuses, as an OpenFGA server (v1.22.1) takes and refuses it. */
const TYPES: readonly (readonly [type: string, accepted: readonly unknown[], refused: readonly unknown[]])[] =
  [
    ['bool', [true, false], ['true', 1, 0, ...NO_VALUE]],
    ['string', ['', 'abc', 'é😀', '__proto__'], [5, true, ['a'], ...NO_VALUE]],
    [
      'int',
      [0, -3, 1e30, '12', '-4', '+5', '1.0', '1e2', '10e-1', '5.', '9223372036854775808'],
      [
        1.5,
        '1.5',
        'x',
        '',
        ' 1',
        '0x10',
        '1_0',
        '.',
        '1e-1',
        'Inf',
        '1e9999',
        '9'.repeat(500),
        true,
        ...NO_VALUE,
      ],
    ],
    ['uint', [0, 5, '12', 1e30], [-1, '-1', 1.5, 'x', '', true, ...NO_VALUE]],
    [
      'double',
      [0, 1.5, -0.25, '1.5', '-2', '.5', '1.', '25e-2', 'inf', '-Inf'],
      ['0.1', '1e400', 'NaN', '0x1p3', 'x', '', '1e', true, ...NO_VALUE],
    ],
    [
      'duration',
      [
        '1h',
        '90m',
        '-1.5s',
        '+2s',
        '0',
        '-0',
        '1h1h',
        '100us',
        '5µs',
        '5μs',
        '.5s',
        '1.s',
        '0.3ns',
        '2562047h',
      ],
      [
        '',
        '1',
        'h',
        '.s',
        '--2s',
        '1d',
        '1 h',
        '1h30',
        '1e3s',
        '9999999h',
        `${'1'.repeat(200)}s`,
        5,
        ...NO_VALUE,
      ],
    ],
    ['timestamp', TIMESTAMPS, [...NO_TIMESTAMPS, ...NO_VALUE]],
    [
      'ipaddress',
      ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '::1', 'fe80::1%eth0'],
      ['010.1.2.3', '10.1', '0x7f.1', '256.1.1.1', '10.1.2.3/8', '1.2.3.4.5', '', 'x', 5, ...NO_VALUE],
    ],
    [
      'any',
      [null, true, 'a', 1.5, [1, 'a', null], { a: { b: [] } }],
      [NESTED, new Map(), new Date(0), ...NO_VALUE.slice(1)],
    ],
    [
      'list<int>',
      [[], [1, '2']],
      [{}, '1', [1, 'x'], [[1]], Array.from({ length: 10_001 }).fill(1), ...NO_VALUE],
    ],
    ['map<string>', [{}, { a: 'b' }], [[], 'a', { a: 1 }, new Map([['a', 'b']]), ...NO_VALUE]],
    ['map<list<uint>>', [{ a: [1] }], [{ a: [-1] }, { a: 1 }, ...NO_VALUE]],
  ];

describe.each(TYPES)('a value for a parameter of type %s', (type, accepted, refused) => {
  const convert = parameterConverter(parameterType(type));

  it.each(accepted.map((value) => [value]))('may be %j', (value) => {
    expect(convert(value)).not.toBeUndefined();
  });

  it.each(refused.map((value) => [value]))('may not be %o', (value) => {
    expect(convert(value)).toBeUndefined();
  });
});

describe('what the value of a parameter means', () => {
  it.each([
    ['a whole number beyond 64 bits is the largest there is', 'x == 9223372036854775807', 'x: int', 1e30],
    ['a whole number in a text is exact', 'x == 9007199254740993', 'x: int', '9007199254740993'],
    ['a uint is one', 'x - 1u == 4u', 'x: uint', 5],
    [
      'an offset is taken into account',
      'x == timestamp("2024-01-01T10:00:00Z")',
      'x: timestamp',
      '2024-01-01T12:00:00+02:00',
    ],
    [
      'a nanosecond counts',
      'x < timestamp("2024-01-01T00:00:00Z")',
      'x: timestamp',
      '2023-12-31T23:59:59.999999999Z',
    ],
    [
      'a date is what JSON makes of it',
      'x == timestamp("1970-01-01T00:00:00Z")',
      'x: timestamp',
      new Date(0),
    ],
    ['a duration adds up', 'x == duration("90m")', 'x: duration', '1h30m'],
    ['a mapped address is the address', 'x == ipaddress("10.1.2.3")', 'x: ipaddress', '::ffff:10.1.2.3'],
    ['a list keeps its order', 'x[0] == 2 && x[1] == 1', 'x: list<int>', [2, 1]],
    ['a map has its own keys', 'x.a == 1 && x["b"] == 2 && size(x) == 2', 'x: map<int>', { a: 1, b: 2 }],
    ['any value is what it looks like', 'x.a[1] == "b" && x.n == null', 'x: any', { a: [1, 'b'], n: null }],
  ])('%s', (_, expression, parameters, x) => {
    expect(condition(expression, parameters).evaluate({}, { x })).toBe(true);
  });
});
