import { describe, expect, it } from 'vitest';
import { mannWhitney } from './mann-whitney.js';

describe('mannWhitney', () => {
  it('counts the pairs in which the first is greater, ties half', () => {
    expect(mannWhitney([3, 4], [1, 2]).u).toBe(4);
    expect(mannWhitney([1, 2], [3, 4]).u).toBe(0);
    expect(mannWhitney([1, 2], [1, 2]).u).toBe(2);
  });

  it('counts as the definition does, pair by pair', () => {
    const first = Array.from({ length: 60 }, (_, index) => (index * 37) % 23);
    const second = Array.from({ length: 45 }, (_, index) => (index * 29) % 31);
    const pairs = first.flatMap((a) => second.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
    expect(mannWhitney(first, second).u).toBe(pairs.reduce<number>((sum, pair) => sum + pair, 0));
  });

  it('takes 5 samples that all lie above 5 others for as unlikely as the formula says', () => {
    // U = 25, mean 12.5, variance 25 * 11 / 12; with the continuity correction z = 12 / 4.787 = 2.507, p = 0.0122.
    const { z, p } = mannWhitney([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]);
    expect(z).toBeCloseTo(2.507, 3);
    expect(p).toBeCloseTo(0.0122, 4);
  });

  it('sees no difference between a sample and itself', () => {
    const sample = Array.from({ length: 2_000 }, (_, index) => index % 97);
    expect(mannWhitney(sample, sample)).toMatchObject({ z: 0, p: expect.closeTo(1, 5) as number });
  });

  it('sees a shift that is small beside the spread, in either direction', () => {
    const sample = Array.from({ length: 2_000 }, (_, index) => (index * 7919) % 1000);
    const shifted = sample.map((value) => value + 60);
    expect(mannWhitney(sample, shifted).p).toBeLessThan(0.001);
    expect(mannWhitney(shifted, sample).p).toBeLessThan(0.001);
  });

  it('sees nothing where everything is equal', () => {
    expect(mannWhitney([1, 1, 1], [1, 1]).p).toBeCloseTo(1, 5);
  });

  it('refuses an empty sample', () => {
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
  });
});
