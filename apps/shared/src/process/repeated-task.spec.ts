import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RepeatedTask, type TaskOutcome } from './repeated-task.js';

const PACE = { idleMs: 10_000, retryMs: 500, longestRetryMs: 2_000 };

describe('a repeated task', () => {
  let outcomes: (TaskOutcome | Error)[];
  let runs: number;
  let errors: unknown[];
  let task: RepeatedTask;

  beforeEach(() => {
    vi.useFakeTimers();
    [outcomes, runs, errors] = [[], 0, []];
    const run = async (): Promise<TaskOutcome> => {
      runs += 1;
      const outcome = outcomes.shift() ?? 'done';
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    task = new RepeatedTask({ ...PACE, run, onError: (error) => errors.push(error) });
  });

  afterEach(async () => {
    await task.stop();
    vi.useRealTimers();
  });

  const runsAfter = async (ms: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(ms);
    return runs;
  };

  it('goes on at once while there is more', async () => {
    outcomes = ['more', 'more'];
    task.runSoon();
    expect(await runsAfter(0)).toBe(3);
  });

  it('tries again what has to wait, less and less often, and begins anew after a success', async () => {
    outcomes = ['waiting', 'waiting', 'waiting', 'waiting', 'done', 'waiting'];
    task.runSoon();
    expect(await runsAfter(499)).toBe(1);
    expect(await runsAfter(1)).toBe(2);
    expect(await runsAfter(1_000)).toBe(3);
    expect(await runsAfter(2_000)).toBe(4);
    expect(await runsAfter(2_000)).toBe(5);
    expect(await runsAfter(10_000)).toBe(6);
    expect(await runsAfter(500)).toBe(7);
  });

  it('tells of an error, and tries again', async () => {
    const error = new Error('the database is away');
    outcomes = [error];
    task.runSoon();
    expect(await runsAfter(500)).toBe(2);
    expect(errors).toEqual([error]);
  });

  it('runs once more for whoever asks during a run, never twice at a time', async () => {
    for (let count = 0; count < 5; count += 1) task.runSoon();
    expect(runs).toBe(1);
    expect(await runsAfter(0)).toBe(2);
  });

  it('does not run after it was stopped', async () => {
    task.runSoon();
    await task.stop();
    task.runSoon();
    expect(await runsAfter(60_000)).toBe(1);
  });
});
