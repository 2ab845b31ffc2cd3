import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsumerWarnings } from '../../lifecycle/consumers/consumer-warnings.js';
import type { LifecycleReport } from '../../lifecycle/consumers/lifecycle-report.js';
import { ConsumerWatch } from './consumer-watch.js';
import type { DeprecatedCalls } from './deprecated-calls.js';

const REPORT = { complete: false } as LifecycleReport;
const HOUR_MS = 3_600_000;

function setUp(
  read: (signal: AbortSignal) => Promise<void>,
  routes: readonly unknown[] = ['GET /v1/orders'],
) {
  const reading = vi.fn<typeof read>(read);
  const tell = vi.fn<ConsumerWarnings['tell']>(() => Promise.resolve());
  const calls = { start: () => undefined, routes, rows: [], read: reading, report: () => REPORT };
  const watch = new ConsumerWatch(
    calls as unknown as DeprecatedCalls,
    { tell } as unknown as ConsumerWarnings,
  );
  return { watch, reading, tell };
}

let warn: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  vi.useFakeTimers();
  warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('ConsumerWatch', () => {
  it('looks soon after the start and then every hour, until the application ends', async () => {
    const { watch, reading, tell } = setUp(() => Promise.resolve());
    watch.onApplicationBootstrap();
    expect(reading).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10_000);
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    expect([reading.mock.calls.length, tell.mock.calls.length]).toEqual([3, 3]);
    expect(tell.mock.lastCall?.[0].signal.aborted).toBe(false);
    watch.beforeApplicationShutdown();
    expect(tell.mock.lastCall?.[0].signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    expect(reading).toHaveBeenCalledTimes(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never looks where nothing is deprecated', async () => {
    const { watch, reading } = setUp(() => Promise.resolve(), []);
    watch.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    expect(reading).not.toHaveBeenCalled();
  });

  it('answers within three seconds although the log is long, and lets the reading go on', async () => {
    const { watch, reading } = setUp(() => new Promise(() => undefined));
    const report = watch.report();
    await vi.advanceTimersByTimeAsync(3_001);
    expect(await report).toBe(REPORT);
    expect(reading.mock.calls[0]?.[0].aborted).toBe(false);
  });

  it('answers, and says in the log which error it was and nothing more, where the log cannot be read', async () => {
    const failure = Object.assign(new Error('/secret/path'), { code: 'EACCES' });
    const { watch } = setUp(() => Promise.reject(failure));
    expect(await watch.report()).toBe(REPORT);
    expect(warn.mock.calls).toEqual([
      ['The audit log cannot be read for calls of deprecated routes: EACCES.'],
    ]);
  });

  it('ends reading with the application, without a word', async () => {
    const untilAborted = (signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const { watch, tell } = setUp(untilAborted);
    const report = watch.report();
    watch.beforeApplicationShutdown();
    await report;
    expect(tell).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });
});
