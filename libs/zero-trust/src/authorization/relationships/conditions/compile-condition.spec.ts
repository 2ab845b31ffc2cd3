import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../../cel/expression-error.js';
import { condition } from '../../../testing/condition-builder.js';

const UNDER_AGE = condition('age < limit', 'age: int, limit: int');

function refusal(expression: string, parameters?: string): ExpressionError {
  try {
    condition(expression, parameters);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('the expression was accepted');
}

describe('a condition with the values of one question', () => {
  it('reads and converts them once, however many tuples there are', () => {
    let reads = 0;
    const request = {
      get age(): number {
        reads += 1;
        return 17;
      },
    };
    const bound = UNDER_AGE.forRequest(request);
    const outcomes = [18, 17, undefined].map((limit) => bound.evaluate({ limit }));
    expect(outcomes).toEqual([true, false, expect.objectContaining({ missing: ['limit'] })]);
    expect(reads).toBe(1);
  });

  it('still lets the values of the tuple win', () => {
    const bound = UNDER_AGE.forRequest({ age: 17, limit: 99 });
    expect([{ limit: 10 }, {}, { limit: 18 }].map((tuple) => bound.evaluate(tuple))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('says how much there is to look at', () => {
    const bound = condition('size(l) > 0', 'l: any').forRequest({
      l: [1, 'a'.repeat(160)],
      other: [1, 2, 3],
    });
    expect([bound.size(), bound.size({ l: { a: [null] } })]).toEqual([13, 17]);
  });

  it('measures what has no end, or cannot be read, without an error', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic, cyclic);
    const unreadable = {
      get l(): never {
        throw new Error('unreadable');
      },
    };
    const any = condition('size(l) > 0', 'l: string');
    const sizes = [{ l: cyclic }, unreadable].map((request) => any.forRequest(request).size());
    expect(sizes).toEqual([1_000_000, 0]);
  });
});

describe('the outcome of a condition', () => {
  it('comes from the values of the tuple and of the request together', () => {
    expect(UNDER_AGE.evaluate({ limit: 18 }, { age: 17 })).toBe(true);
    expect(UNDER_AGE.evaluate({ limit: 18 }, { age: 18 })).toBe(false);
  });

  it('is not to be changed by a request that brings its own value for one of the tuple', () => {
    expect(UNDER_AGE.evaluate({ limit: 18 }, { age: 40, limit: 99 })).toBe(false);
  });

  it('does not mind values for parameters that it does not have', () => {
    expect(UNDER_AGE.evaluate({ limit: 18 }, { age: 17, other: {} })).toBe(true);
  });

  it.each([
    ['no context at all', undefined, undefined, ['age', 'limit']],
    ['nothing from the request', { limit: 18 }, undefined, ['age']],
    ['undefined', { limit: 18 }, { age: undefined }, ['age']],
    ['inherited values', { limit: 18 }, Object.create({ age: 1 }) as object, ['age']],
  ])('is undecided with %s, and names what is missing', (_, tuple, request, missing) => {
    expect(UNDER_AGE.evaluate(tuple, request as Record<string, unknown>)).toEqual({
      reason: 'condition_undecided',
      message: `condition "c" has no answer: no value for ${missing.join(', ')}`,
      missing,
    });
  });

  it('is undecided also where the missing value would not matter, as on an OpenFGA server', () => {
    expect(condition('a || b', 'a: bool, b: bool').evaluate({}, { a: true })).toMatchObject({
      missing: ['b'],
    });
  });

  it.each([
    ['a value of the wrong type', 'x < 1', 'x: int', 'one'],
    ['null', 'x < 1', 'x: int', null],
  ])('is an invalid context with %s, which the message does not repeat', (_, expression, parameters, x) => {
    expect(condition(expression, parameters).evaluate({}, { x })).toEqual({
      reason: 'invalid_context',
      message: 'condition "c" has no answer: the value of "x" is not of type int',
      missing: [],
    });
  });

  it('is undecided when a value cannot even be read', () => {
    const hostile = {
      get age(): number {
        throw new Error('secret');
      },
    };
    expect(UNDER_AGE.evaluate({ limit: 1 }, hostile)).toMatchObject({ reason: 'condition_undecided' });
  });

  it.each([
    ['a division by zero', '1 / x == 1', 'x: int', 0],
    ['an index that is not there', 'x[9] == 1', 'x: list<int>', [1]],
    ['a key that is not there', 'x.a == 1', 'x: map<int>', {}],
    ['an overflow', 'x + 9223372036854775807 > 0', 'x: int', 5],
    ['a negative uint', 'x - 2u == 0u', 'x: uint', 1],
    ['a range that is none', 'x.in_cidr("10.0.0.0/33")', 'x: ipaddress', '10.0.0.1'],
    ['a text that is no number', 'int(x) == 0', 'x: string', ''],
    ['a double beyond 64 bits', 'int(x) > 0', 'x: double', 1e30],
    ['a member of a list', 'has(x.a)', 'x: any', [1]],
    ['a time zone that there is not', 'x.getHours("Nowhere") == 1', 'x: timestamp', '2024-01-01T00:00:00Z'],
  ])('is undecided after %s', (_, expression, parameters, x) => {
    expect(condition(expression, parameters).evaluate({}, { x })).toEqual({
      reason: 'condition_undecided',
      message: 'condition "c" has no answer: its evaluation failed or cost too much',
      missing: [],
    });
  });

  it('may be decided by one side of "or" though the other failed', () => {
    expect(condition('1 / x == 1 || true', 'x: int').evaluate({}, { x: 0 })).toBe(true);
  });
});

describe('values that are named like members of every object', () => {
  const hostile = JSON.parse('{"__proto__": {"age": 1, "limit": 2}, "constructor": {"age": 1}}') as object;

  it('give no parameter a value', () => {
    expect(UNDER_AGE.evaluate({}, hostile as Record<string, unknown>)).toMatchObject({
      missing: ['age', 'limit'],
    });
  });

  it.each([
    ['has(x.constructor)', false],
    ['has(x.__proto__)', false],
    ['"toString" in x', false],
    ['"__proto__" in x', true],
    ['size(x) == 1', true],
  ])('are members of a map only when they were given: %s', (expression, expected) => {
    const x = JSON.parse('{"__proto__": {"admin": true}}') as object;
    const outcome = condition(expression, 'x: map<any>').evaluate({}, { x });
    expect(outcome).toBe(expression === 'has(x.__proto__)' ? true : expected);
    expect({}).not.toHaveProperty('admin');
  });

  it.each(['x.constructor.name == "Object"', 'x["constructor"] == 1', 'dyn(x).hasOwnProperty == 1'])(
    'are not read off a value: %s',
    (expression) => {
      const outcome = condition(expression, 'x: any').evaluate({}, { x: { a: 1 } });
      expect(outcome).toMatchObject({ reason: 'condition_undecided' });
    },
  );

  it.each(['t: timestamp', 't: duration', 't: ipaddress'])('are not read off a %s', (parameters) => {
    expect(refusal('t.constructor == 1', parameters).offset).toBe(2);
    expect(refusal('t.nanos == 1', parameters).offset).toBe(2);
  });
});

describe('the context of a tuple that is to be written', () => {
  it.each([undefined, {}, { age: 1 }, { age: '1', limit: 2 }])('may be %j', (context) => {
    expect(() => UNDER_AGE.assertContext(context)).not.toThrow();
  });

  it.each([
    [{ age: 'young' }, 'the value of "age" is not of type int'],
    [{ age: null }, 'the value of "age" is not of type int'],
    [{ agee: 1 }, 'it has no parameter "agee"'],
    [JSON.parse('{"__proto__": 1}') as object, 'it has no parameter "__proto__"'],
  ])('may not be %j', (context, message) => {
    expect(() => UNDER_AGE.assertContext(context as Record<string, unknown>)).toThrow(message);
    expect(() => UNDER_AGE.assertContext(context as Record<string, unknown>)).toThrow(
      expect.objectContaining({ reason: 'invalid_context' }),
    );
  });
});

describe('an expression', () => {
  it.each([
    ['that does not parse', 'x ==', 'x: int', 4],
    ['that compares different types', 'true && x == "a"', 'x: int', 8],
    ['with a name that is no parameter', 'x == y', 'x: int', 5],
    ['that comes to a text', '"true"', '', 0],
    ['that comes to a value of any type', 'x', 'x: any', 0],
    ['with a function that OpenFGA lacks', 'x.lowerAscii() == "a"', 'x: string', 0],
    ['with a regular expression that RE2 lacks', 'x.matches("(?=a)")', 'x: string', 10],
    ['with a timestamp that is none', 't < timestamp( "2024-13-01T00:00:00Z" )', 't: timestamp', 4],
    ['with a number that is none', 'x < int("1x")', 'x: int', 4],
    ['that compares numbers of two types', 'x < 1u', 'x: int', 0],
    ['that goes over a value of any type', 'x.exists(i, i == 1)', 'x: any', 0],
    ['that the library reads otherwise than OpenFGA', 'b == x < y', 'b: bool, x: int, y: int', 0],
  ])('is refused %s, with its place', (_, expression, parameters, offset) => {
    expect(refusal(expression, parameters).offset).toBe(offset);
  });

  it('may compare a comparison in parentheses', () => {
    const equal = condition('b == (x < 5)', 'b: bool, x: int');
    expect(equal.evaluate({}, { b: false, x: 7 })).toBe(true);
  });
});
