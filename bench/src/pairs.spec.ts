import { describe, expect, it } from 'vitest';
import { nameOf, PAIRS, selectPairs, shuffle } from './pairs.js';

describe('the pairs of the bench', () => {
  it('are distinct', () => {
    expect(new Set(PAIRS.map(nameOf)).size).toBe(PAIRS.length);
  });

  it('compare the pipeline with bare Nest on the same adapter only', () => {
    const full = PAIRS.filter(({ subject }) => subject.startsWith('full-'));
    expect(full.map(({ subject, baseline }) => [subject.slice(5), baseline.slice(5)])).toEqual(
      full.map(({ baseline }) => [baseline.slice(5), baseline.slice(5)]),
    );
  });

  it('are chosen by all the parts that a name gives, not by a piece of one', () => {
    const chosen = selectPairs(PAIRS, ['full-fastify/RS256']);
    expect(chosen.map(nameOf)).toEqual([
      'full-fastify/bare-fastify/RS256/warm',
      'full-fastify/bare-fastify/RS256/never-seen',
    ]);
    expect(selectPairs(PAIRS, ['full'])).toEqual([]);
  });

  it('stay the same pairs when they are shuffled', () => {
    const order = shuffle(PAIRS, () => 0.5);
    expect(order.map(nameOf).toSorted()).toEqual(PAIRS.map(nameOf).toSorted());
  });
});
