import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALLOW, type Decision } from '../../kernel/decision.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { notFound } from '../../kernel/not-found.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { paceNotFound } from './paced-check.js';

const CONTEXT = {} as RequestContext;
const PERIOD_MS = 60;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

/** When a 404 leaves whose check takes so long, in milliseconds after the question. */
async function leavesAfter(check: () => MaybePromise<Decision>): Promise<number> {
  const asked = Date.now();
  const decision = Promise.resolve(paceNotFound(check, PERIOD_MS)(CONTEXT)).then(() => Date.now() - asked);
  await vi.advanceTimersByTimeAsync(1_000);
  return decision;
}

function workAtOnce(ms: number): () => Decision {
  return () => {
    vi.advanceTimersByTime(ms);
    return notFound('no');
  };
}

function workLater(ms: number): () => Promise<Decision> {
  return () =>
    new Promise((resolve) => {
      setTimeout(resolve, ms, notFound('no'));
    });
}

describe('a check whose 404s are paced', () => {
  it.each([0, 1, 17, 59])(
    'answers after one period when an engine that answers at once worked for %i ms',
    async (ms) => {
      expect(await leavesAfter(workAtOnce(ms))).toBe(PERIOD_MS);
    },
  );

  it.each([1, 17, 59])('answers after one period when an engine far away took %i ms', async (ms) => {
    expect(await leavesAfter(workLater(ms))).toBe(PERIOD_MS);
  });

  it('answers after the next period when the work took longer than one', async () => {
    expect(await leavesAfter(workAtOnce(61))).toBe(2 * PERIOD_MS);
    expect(await leavesAfter(workLater(61))).toBe(2 * PERIOD_MS);
  });

  it('grants at once and sets no timer', () => {
    expect(paceNotFound(() => ALLOW, PERIOD_MS)(CONTEXT)).toBe(ALLOW);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on at once that the engine failed', async () => {
    const failed = paceNotFound(() => Promise.reject(new Error('down')), PERIOD_MS);
    await expect(failed(CONTEXT)).rejects.toThrow('down');
    expect(vi.getTimerCount()).toBe(0);
  });
});
