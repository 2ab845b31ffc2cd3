import { describe, expect, it } from 'vitest';
import { expandedSize } from './regex-size.js';

describe('the size of a regular expression with its repetitions written out', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['a{3}', 3],
    ['a{2,5}b', 6],
    ['a{7,}', 7],
    ['a{0}', 1],
    ['(ab){3}', 6],
    ['((a{3}){4}){5}', 60],
    ['((a{31}){31})((a{31}){31})', 1_922],
    ['[a-z({]{4}', 4],
    [String.raw`\({5}\d{2}`, 7],
    [String.raw`[\](]{3}`, 3],
    ['x{a}', 4],
    ['a)b', 3],
    ['((', 0],
    ['^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', 38],
  ])('of %s is %i', (pattern, size) => {
    expect(expandedSize(pattern)).toBe(size);
  });
});
