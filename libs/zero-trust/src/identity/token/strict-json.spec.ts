import { describe, expect, it } from 'vitest';
import { readJsonObject } from './strict-json.js';

function read(text: string) {
  return readJsonObject(Buffer.from(text));
}

describe('readJsonObject', () => {
  it.each([
    ['in the outermost object', '{"a":1,"a":1}'],
    ['in an object of an object', '{"a":{"b":1,"c":2,"b":3}}'],
    ['in an object of a list of lists', '{"a":[[{"b":1},{"b":1,"b":2}]]}'],
    ['that is escaped once', String.raw`{"sub":1,"s\u0075b":2}`],
    ['that is empty', '{"":1,"":2}'],
    ['that JavaScript treats in its own way', '{"__proto__":{},"__proto__":{}}'],
    ['with white space before its colon', '{"a" :1,"a"\n:2}'],
    ['with a quote in it', String.raw`{"a\"":1,"a\"":2}`],
    ['behind a string that looks like the end of one', String.raw`{"x":"\\\":{}","a":1,"a":2}`],
    ['whose last value is an object that makes up for the number', '{"a":{"b":1},"a":1}'],
  ])('finds a name that occurs twice %s', (_where, text) => {
    expect(read(text)).toBe('has a member that occurs twice');
  });

  it.each([
    '{}',
    '{"a":{"a":{"a":1}}}',
    '{"a":[{"b":1},{"b":1}]}',
    '{"a":"b\\":\\"c","b":"::::"}',
    String.raw`{"a":"\\","b":"\\\\\"","c":"{\"c\":1}"}`,
    '{":":":",";":"{\\"a\\":1,\\"a\\":2}"}',
    '{"__proto__":{"a":1},"constructor":1}',
  ])('finds none in %s', (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it.each(['[]', 'null', '1', '"a"', 'true'])('takes %s for no object', (text) => {
    expect(read(text)).toBe('is not a JSON object');
  });

  it.each(['', '{', '{"a":1}x', "{'a':1}", '{"a":1,}', '\uFEFF{}'])('takes %j for no JSON', (text) => {
    expect(read(text)).toBe('is not JSON in UTF-8');
  });

  it('takes bytes that are no UTF-8 for no JSON, though a lenient decoder would mend them', () => {
    expect(readJsonObject(Buffer.from('{"a":"\u00ff"}', 'latin1'))).toBe('is not JSON in UTF-8');
  });

  it('goes 32 levels deep and no deeper, so that nesting cannot exhaust the stack', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    expect(read(nested(32))).toBeTypeOf('object');
    expect(read(nested(33))).toBe('is nested too deeply');
    expect(read(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).toBe('is nested too deeply');
  });
});
