import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.js';

const KNOWN = ['explain', 'verify', 'test', 'would-deny', 'trustedProxies'];

describe('didYouMean', () => {
  it.each([
    ['expalin', 'explain'],
    ['verfy', 'verify'],
    ['tset', 'test'],
    ['Explain', 'explain'],
    ['trustedproxys', 'trustedProxies'],
  ])('takes %s for %s', (typed, meant) => {
    expect(didYouMean(typed, KNOWN)).toBe(`Did you mean '${meant}'?`);
  });

  it.each(['delete', 'x', '', 'trusted'])('does not guess what %j is', (typed) => {
    expect(didYouMean(typed, KNOWN)).toBeUndefined();
  });

  it('guesses nothing where nothing is known', () => {
    expect(didYouMean('explain', [])).toBeUndefined();
  });
});
