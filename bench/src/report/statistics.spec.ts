import { describe, expect, it } from 'vitest';
import { spreadOf } from './statistics.js';

describe('the spread of some figures', () => {
  it('has the middle one of an odd number, and both ends', () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
  });

  it('has the mean of the two in the middle of an even number', () => {
    expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 });
  });

  it('sorts by value and not by digits', () => {
    expect(spreadOf([10, 9, 100]).median).toBe(10);
  });

  it('of nothing is an error rather than a zero', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});
