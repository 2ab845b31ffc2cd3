import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerPace } from './answer-pace.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

/** When an answer that is ready after `readyMs` leaves, in milliseconds after its question. */
async function leavesAfter(pace: AnswerPace, readyMs: number): Promise<number> {
  const asked = Date.now();
  const begun = pace.begin();
  vi.advanceTimersByTime(readyMs);
  const held = pace.hold('no', begun).then(() => Date.now() - asked);
  await vi.advanceTimersByTimeAsync(1_000);
  return held;
}

describe('AnswerPace', () => {
  it.each([
    [0, 5],
    [1, 5],
    [4, 5],
    [6, 10],
    [14, 15],
  ])('lets an answer that is ready after %i ms out after %i ms', async (ready, leaves) => {
    expect(await leavesAfter(new AnswerPace(5), ready)).toBe(leaves);
  });

  it('lets it out at once if there is no pace', async () => {
    expect(await leavesAfter(new AnswerPace(0), 3)).toBe(3);
  });

  it('hands over what it held', async () => {
    const pace = new AnswerPace(5);
    const held = pace.hold('denied', pace.begin());
    await vi.advanceTimersByTimeAsync(5);
    await expect(held).resolves.toBe('denied');
  });

  it('sets no timer for a question whose answer need not wait', () => {
    new AnswerPace(5).begin();
    expect(vi.getTimerCount()).toBe(0);
  });
});
