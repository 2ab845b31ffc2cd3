import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DecisionCache } from './decision-cache.js';

const QUERY = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };

let now: number;
let ask: ReturnType<typeof vi.fn<() => Promise<boolean>>>;

function cacheFor(seconds: number): DecisionCache {
  return new DecisionCache({ seconds, stopwatch: { now: () => now } });
}

beforeEach(() => {
  now = 1_000;
  ask = vi.fn<() => Promise<boolean>>().mockResolvedValue(true);
});

describe('the memory for decisions', () => {
  it('keeps nothing unless it is told to', async () => {
    const cache = cacheFor(0);
    await cache.answer({ query: QUERY, options: {}, ask });
    await cache.answer({ query: QUERY, options: {}, ask });
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('answers again for as long as was declared, and not a moment longer', async () => {
    const cache = cacheFor(2);
    await cache.answer({ query: QUERY, options: {}, ask });
    now += 1_999;
    ask.mockResolvedValue(false);
    expect(await cache.answer({ query: QUERY, options: {}, ask })).toBe(true);
    now += 2;
    expect(await cache.answer({ query: QUERY, options: {}, ask })).toBe(false);
  });

  it('takes no other question for the same', async () => {
    const cache = cacheFor(2);
    await cache.answer({ query: QUERY, options: {}, ask });
    ask.mockResolvedValue(false);
    for (const other of [{ subject: 'user:bob' }, { relation: 'editor' }, { object: 'order:2' }]) {
      expect(await cache.answer({ query: { ...QUERY, ...other }, options: {}, ask })).toBe(false);
    }
  });

  it.each([
    ['a demand for freshness', {}, { atLeast: 'token' }],
    ['a context', { context: {} }, {}],
    ['contextual tuples', { contextualTuples: [] }, {}],
  ])('is passed by with %s', async (_what, more, options) => {
    const cache = cacheFor(2);
    await cache.answer({ query: QUERY, options: {}, ask });
    ask.mockResolvedValue(false);
    expect(await cache.answer({ query: { ...QUERY, ...more }, options, ask })).toBe(false);
  });

  it('forgets everything with a change', async () => {
    const cache = cacheFor(2);
    await cache.answer({ query: QUERY, options: {}, ask });
    cache.clear();
    ask.mockResolvedValue(false);
    expect(await cache.answer({ query: QUERY, options: {}, ask })).toBe(false);
  });

  it('keeps no answer that a change overtook on its way', async () => {
    const cache = cacheFor(2);
    const slow = Promise.withResolvers<boolean>();
    const answer = cache.answer({ query: QUERY, options: {}, ask: () => slow.promise });
    cache.clear();
    slow.resolve(true);
    expect(await answer).toBe(true);
    ask.mockResolvedValue(false);
    expect(await cache.answer({ query: QUERY, options: {}, ask })).toBe(false);
  });

  it('keeps no failure', async () => {
    const cache = cacheFor(2);
    const failing = cache.answer({ query: QUERY, options: {}, ask: () => Promise.reject(new Error('down')) });
    await expect(failing).rejects.toThrow('down');
    expect(await cache.answer({ query: QUERY, options: {}, ask })).toBe(true);
  });
});
