import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withDeadline } from './deadline.js';

const OPTIONS = { dependency: 'ledger', timeoutMs: 1_000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('withDeadline', () => {
  it('gives what the task gives in time, and leaves no timer behind', async () => {
    expect(await withDeadline(OPTIONS, () => 'at once')).toBe('at once');
    expect(await withDeadline(OPTIONS, () => Promise.resolve('later'))).toBe('later');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on the error of the task, thrown or rejected', async () => {
    const error = new Error('refused');
    await expect(withDeadline(OPTIONS, () => Promise.reject(error))).rejects.toBe(error);
    await expect(
      withDeadline(OPTIONS, () => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses at the deadline and tells the task to stop', async () => {
    let signal: AbortSignal | undefined;
    const outcome = withDeadline(OPTIONS, (given) => {
      signal = given;
      return new Promise(() => undefined);
    }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(999);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    // The last look at what has come in.
    vi.runOnlyPendingTimers();
    expect(signal?.aborted).toBe(true);
    expect(await outcome).toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
      denial: { kind: 'unavailable', reason: 'ledger: no answer within 1000 ms', retryAfterSeconds: 5 },
    });
  });

  it('tells the task to stop when the caller gives up before the deadline', async () => {
    const caller = new AbortController();
    const outcome = withDeadline({ ...OPTIONS, signal: caller.signal }, async (signal) => {
      await once(signal, 'abort');
      return signal.reason as unknown;
    });
    caller.abort('gone');
    expect(await outcome).toBe('gone');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes an answer that came in time while the process was too busy to read it', async () => {
    vi.useRealTimers();
    const outcome = withDeadline({ dependency: 'ledger', timeoutMs: 20 }, () => stat(import.meta.dirname));
    for (const busyUntil = performance.now() + 100; performance.now() < busyUntil;);
    expect((await outcome).isDirectory()).toBe(true);
  });
});
