import { isMap, isScalar, parseDocument, type Scalar } from 'yaml';
import { describe, expect, it } from 'vitest';
import { expressionOffset } from './expression-offset.js';

function scalarOf(text: string): Scalar {
  const { contents } = parseDocument(text);
  const value = isMap(contents) ? contents.items[0]?.value : undefined;
  if (!isScalar(value)) throw new Error('no scalar');
  return value;
}

/** What stands in the file where a part of the expression is said to begin. */
function found(text: string, part: string): string {
  const node = scalarOf(text);
  const at = expressionOffset(text, node, String(node.value).indexOf(part));
  return text.slice(at, at + part.length);
}

describe('the place of a part of an expression', () => {
  it.each([
    ['on one line', 'e: a.b == "c" && here'],
    ['over several lines', 'e: a.b\n   == "c"\n   && here'],
    ['in single quotes', `e: 'a.b == "it''s" && here'`],
    ['in double quotes', String.raw`e: "a.b == \"c\" && here"`],
    ['below |', 'e: |\n    a.b\n      == "c"\n    && here\n'],
    ['below >-', 'e: >-\n  a.b\n  == "c"\n\n  && here\n'],
    ['below | with a comment', 'e: | # why\n  a.b && here'],
    ['after what needs two units', 'e: a.b == "\u{1F600}ü" && here'],
  ])('is found %s', (_, text) => {
    expect(found(text, 'here')).toBe('here');
  });

  it('is the first character at 0, and never behind the text', () => {
    expect(found('e: |\n  abc', 'abc')).toBe('abc');
    const text = 'e: abc';
    expect(expressionOffset(text, scalarOf(text), 99)).toBe(text.length);
  });
});
