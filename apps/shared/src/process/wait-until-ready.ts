import { setTimeout as delay } from 'node:timers/promises';

/** What to wait for, and how long. */
export interface ReadinessOptions {
  /** Polled until it answers 200. */
  readonly url: string;
  /** Longest wait in all. */
  readonly deadlineMs: number;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

const POLL_INTERVAL_MS = 100;
const REQUEST_TIMEOUT_MS = 2_000;

/**
 * Waits until a readiness endpoint answers 200.
 *
 * @throws Error when the deadline passes or the signal aborts first
 */
export async function waitUntilReady({ url, deadlineMs, signal }: ReadinessOptions): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const stop = AbortSignal.any([deadline, signal]);
  while (!stop.aborted) {
    if (await answers(url, stop)) return;
    await delay(POLL_INTERVAL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  if (signal.aborted) throw new Error(`${url} does not get ready, because its process has ended.`);
  throw new Error(`${url} was not ready within ${deadlineMs} ms.`);
}

async function answers(url: string, stop: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    const response = await fetch(url, { signal, redirect: 'error' });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
