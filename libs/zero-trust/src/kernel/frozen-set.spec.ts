import { describe, expect, it } from 'vitest';
import { frozenSet } from './frozen-set.js';

describe('a frozen set', () => {
  it('has what it was made with, and is equal to another set of the same', () => {
    const set = frozenSet(['a', 'b']);
    expect([set.has('a'), set.has('c'), set.size, [...set]]).toEqual([true, false, 2, ['a', 'b']]);
    expect(set).toEqual(new Set(['a', 'b']));
  });

  it.each<[string, (set: Set<string>) => unknown]>([
    ['added to', (set) => set.add('admin')],
    ['deleted from', (set) => set.delete('a')],
    ['cleared', (set) => set.clear()],
    ['given another has', (set) => Object.assign(set, { has: () => true })],
  ])('cannot be %s', (_how, change) => {
    const set = frozenSet(['a']);
    expect(() => change(set as Set<string>)).toThrow(TypeError);
    expect([set.has('a'), set.has('admin')]).toEqual([true, false]);
  });
});
